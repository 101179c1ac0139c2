/** Russian texts of the overview. */
import type { overview as english } from '../en/overview.ts';
import type { Texts } from '../texts.ts';

export const overview: Texts<typeof english> = {
  'overview.title': 'Обзор',
  'overview.says': 'Рады видеть вас, {name}. Вот чем сейчас заняты ваши роботы.',
  'overview.robots': 'Роботы в сети',
  'overview.robotsOf': '{online} из {all}',
  'overview.robotStates': 'занято: {busy} · свободно: {idle} · на паузе: {paused}',
  'overview.running': 'Заданий выполняется',
  'overview.runningSays': 'включая ждущие следующей попытки',
  'overview.queued': 'Заданий в очереди',
  'overview.queuedSays': 'ждут, пока их возьмёт робот',
  'overview.resources': 'Ресурсов к обработке',
  'overview.resourcesSays': {
    one: '{n} завершился ошибкой',
    few: '{n} завершились ошибкой',
    many: '{n} завершились ошибкой',
    other: '{n} завершились ошибкой',
  },
  'overview.now': 'Выполняются и ждут',
  'overview.allJobs': 'Все задания',
  'overview.quiet': 'Ничего не выполняется',
  'overview.quietSays':
    'Нет заданий, которые выполняются или ждут. Начните в разделе «Задания» кнопкой «Запустить сейчас».',
  'overview.attempt': 'попытка {k} из {max}',
  'overview.failures': 'Ошибки за сутки',
  'overview.allFailures': 'Все ошибки',
  'overview.noFailures': 'Ошибок нет',
  'overview.noFailuresSays': 'За последние 24 часа все задания завершились успешно.',
  'overview.noMessage': 'ошибка без сообщения',
  'overview.times': { one: '{n} раз', few: '{n} раза', many: '{n} раз', other: '{n} раза' },
  'overview.queues': 'Самые загруженные очереди',
  'overview.allQueues': 'Все очереди',
  'first.title': 'Три шага до первого запуска с записью',
  'first.robot': 'Добавьте робота',
  'first.robotSays':
    'В разделе «Роботы» кнопка «Добавить робота» даст одну команду, которую нужно выполнить на машине:',
  'first.package': 'Опубликуйте пакет',
  'first.packageSays': 'Создайте его из шаблона, измените и опубликуйте:',
  'first.run': 'Запустите его',
  'first.runSays': 'Развёртывание связывает пакет с роботами; запустите его и смотрите видео здесь:',
};
