/** Russian texts of sign-in, welcome and passwords. */
import type { signIn as english } from '../en/sign-in.ts';
import type { Texts } from '../texts.ts';

export const signIn: Texts<typeof english> = {
  'signIn.title': 'Вход',
  'signIn.says': 'Gantry управляет вашим парком программных роботов.',
  'signIn.name': 'Имя',
  'signIn.password': 'Пароль',
  'signIn.button': 'Войти',
  'signIn.wrong': 'Неверное имя или пароль. Проверьте их и попробуйте ещё раз.',
  'signIn.ended': 'Сеанс завершился. Войдите снова: введённое в формы сохранено.',
  'welcome.title': 'Добро пожаловать',
  'welcome.spending': 'Вход по ссылке…',
  'welcome.refused': 'Ссылка недействительна',
  'welcome.refusedSays':
    'Ссылка для входа срабатывает один раз и действует ограниченное время. Запросите новую или войдите с паролем.',
  'welcome.noToken': 'В адресе нет токена. Ссылка скопирована целиком?',
  'welcome.toSignIn': 'Перейти ко входу',
  'welcome.hello': 'Добро пожаловать, {name}',
  'welcome.setPassword': 'Вы вошли. Ссылка больше не действует, поэтому задайте пароль для следующего входа.',
  'welcome.skip': 'Позже',
  'password.change': 'Сменить пароль',
  'password.new': 'Новый пароль',
  'password.again': 'Ещё раз',
  'password.rule': {
    one: 'Не менее {n} символа.',
    few: 'Не менее {n} символов.',
    many: 'Не менее {n} символов.',
    other: 'Не менее {n} символа.',
  },
  'password.short': {
    one: 'Нужно не менее {n} символа.',
    few: 'Нужно не менее {n} символов.',
    many: 'Нужно не менее {n} символов.',
    other: 'Нужно не менее {n} символа.',
  },
  'password.differs': 'Пароли не совпадают.',
  'password.set': 'Задать пароль',
  'password.done': 'Пароль изменён.',
};
