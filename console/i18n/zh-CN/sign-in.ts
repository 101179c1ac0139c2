/** Chinese texts of sign-in, welcome and passwords. */
import type { signIn as english } from '../en/sign-in.ts';
import type { Texts } from '../texts.ts';

export const signIn: Texts<typeof english> = {
  'signIn.title': '登录',
  'signIn.says': 'Gantry管理并运行您的软件机器人。',
  'signIn.name': '用户名',
  'signIn.password': '密码',
  'signIn.button': '登录',
  'signIn.wrong': '用户名或密码错误。请检查后重试。',
  'signIn.ended': '您的会话已结束。请重新登录，表单中输入的内容已保留。',
  'welcome.title': '欢迎',
  'welcome.spending': '正在通过链接登录…',
  'welcome.refused': '此链接无法使用',
  'welcome.refusedSays': '登录链接仅可使用一次，且有时效限制。请索取新链接，或使用密码登录。',
  'welcome.noToken': '地址中没有令牌。是否复制了完整的地址？',
  'welcome.toSignIn': '前往登录',
  'welcome.hello': '欢迎，{name}',
  'welcome.setPassword': '您已登录。链接已失效，请设置密码供下次登录使用。',
  'welcome.skip': '以后再说',
  'password.change': '修改密码',
  'password.new': '新密码',
  'password.again': '再次输入',
  'password.rule': '至少{n}个字符。',
  'password.short': '不能少于{n}个字符。',
  'password.differs': '两次输入不一致。',
  'password.set': '设置密码',
  'password.done': '密码已修改。',
};
