/** Russian texts of deployments and their parameters. */
import type { deployments as english } from '../en/deployments.ts';
import type { Texts } from '../texts.ts';

export const deployments: Texts<typeof english> = {
  'params.title': 'Параметры',
  'params.none': 'У этого пакета нет параметров.',
  'params.bind': 'Импортировать ассет',
  'params.type': 'Ввести значение',
  'params.reset': 'Вернуть по умолчанию',
  'params.default': 'По умолчанию: {value}',
  'params.ofDeployment': 'Значение из развёртывания: {value}',
  'params.assetOfDeployment': 'В развёртывании значение берётся из ассета {asset}.',
  'params.yes': 'да',
  'params.no': 'нет',
  'params.notJson': 'Пока это не JSON.',
  'params.missing': 'Обязательный параметр, значения по умолчанию нет.',
  'params.halfCredential': 'Введите и секрет.',
  'params.user': 'Пользователь',
  'params.secret': 'Секрет',
  'params.show': 'Показать секрет',
  'params.keptSecret': 'сохранено, больше не показывается',
  'params.replace': 'Заменить',
  'params.chooseFile': 'Перетащите файл сюда или выберите его',
  'params.uploading': 'Уже загружено',
  'params.removeFile': 'Убрать файл',
  'params.chooseAsset': 'Выберите ассет',
  'params.noAsset': 'Ассетов этого типа нет.',
  'params.noSuchAsset': 'Ассета с таким именем нет.',
  'params.assetGone': 'Этот ассет удалён: выберите другой.',
};
