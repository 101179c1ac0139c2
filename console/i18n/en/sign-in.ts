/** English texts of sign-in, welcome and passwords. */

export const signIn = {
  'signIn.title': 'Sign in',
  'signIn.says': 'Gantry runs your fleet of software robots.',
  'signIn.name': 'Name',
  'signIn.password': 'Password',
  'signIn.button': 'Sign in',
  'signIn.wrong': 'Name or password is wrong. Check both and try again.',
  'signIn.ended': 'Your session has ended. Sign in again: what you typed into forms is kept.',
  'welcome.title': 'Welcome',
  'welcome.spending': 'Signing you in with your link …',
  'welcome.refused': 'This link can’t be used',
  'welcome.refusedSays':
    'A sign-in link works once and for a limited time. Ask for a new one, or sign in with your password.',
  'welcome.noToken': 'The address has no token in it. Was it copied as a whole?',
  'welcome.toSignIn': 'Go to sign-in',
  'welcome.hello': 'Welcome, {name}',
  'welcome.setPassword': 'You are signed in. The link is spent, so choose a password for the next time.',
  'welcome.skip': 'Later',
  'password.change': 'Change password',
  'password.new': 'New password',
  'password.again': 'Once more',
  'password.rule': 'At least {n} characters.',
  'password.short': 'Must have at least {n} characters.',
  'password.differs': 'The two differ.',
  'password.set': 'Set password',
  'password.done': 'Your password was changed.',
} as const;
