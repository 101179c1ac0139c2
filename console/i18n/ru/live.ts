/** Russian texts of the live view. */
import type { live as english } from '../en/live.ts';
import type { Texts } from '../texts.ts';

export const live: Texts<typeof english> = {
  'live.mark': 'Прямой эфир',
  'live.alt': 'Экран робота сейчас',
  'live.switch': 'Какая картинка',
  'live.now': 'Сейчас',
  'live.soFar': 'До этого',
  'live.soFarNote': 'Снимок экрана этого момента. Видео появится здесь, когда запуск закончится.',
  'live.none.starting': 'Ожидание первой картинки…',
  'live.none.no-screen': 'Этому пакету экран не нужен: показывать нечего. Журнал обновляется сразу.',
  'live.none.missing': 'Картинки нет.',
  'live.none.private': 'Скрипт ненадолго скрыл экран.',
  'live.none.failed': 'Не удалось получить картинку.',
  'live.none.ending': 'Запуск подошёл к концу. Далее появится запись.',
  'live.none.away': 'Робот не в сети. Картинка вернётся вместе с ним.',
  'live.none.crowded': 'Сейчас смотрят слишком много экранов. Попробуйте позже.',
  'live.none.forbidden': 'Вам нельзя видеть экраны и записи запусков. Администратор может это изменить.',
  'live.slow': 'Картинки до сих пор нет. Агент старее координатора их не отправляет: обновите его.',
  'live.late': 'Новой картинки нет уже {s} с',
  'live.watch': 'Что сейчас делает {robot}',
  'live.openRun': 'Открыть запуск',
  'live.idle': '{robot} сейчас ничего не выполняет.',
};
