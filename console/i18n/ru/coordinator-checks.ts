/** What is wrong with a value that was sent, in Russian. */
export const checks: Readonly<Record<string, string>> = {
  'bindings.{both}: it is typed by hand, too; say its value or bind it, not both':
    'bindings.{both}: значение ещё и введено вручную; введите его или привяжите, но не то и другое',
  'days: name days off, a file with them, or days of the week':
    'days: укажите выходные дни, файл с ними или дни недели',
  'deployment: name the deployment that it shall start': 'deployment: укажите развёртывание, которое нужно запускать',
  'end: lies before the start; nothing would ever start': 'end: раньше начала; ничего никогда не запустится',
  'end: {says}; choose a later one, or none': 'end: {says}; выберите время позже или не указывайте',
  'file: give a file or days, not both': 'file: укажите файл или дни, но не то и другое',
  'file: line {line}: {says}. Nothing was saved': 'file: строка {line}: {says}. Ничего не сохранено',
  'file: there is no day in it; expected is {expected}': 'file: в нём нет ни одного дня; ожидается {expected}',
  'days: {count} days off are too many; at most {max} can be kept':
    'days: слишком много выходных дней: {count}; хранить можно не больше {max}',
  'filter: give an id or a filter, not both': 'filter: укажите идентификатор или фильтр, но не то и другое',
  'has not the form {format}': 'не соответствует формату {format}',
  'may have at most this many characters: {max}': 'допустимо символов, не больше: {max}',
  'may have at most this many entries: {max}': 'допустимо записей, не больше: {max}',
  'must be a credential {"user": "…", "secret": "…"}, not {kind}':
    'нужны учётные данные {"user": "…", "secret": "…"}, а не {kind}',
  'must be a number, not {kind}': 'нужно число, а не {kind}',
  'must be a text, not {kind}': 'нужен текст, а не {kind}',
  'must be at least {min}': 'должно быть не меньше {min}',
  'must be at most {max}': 'должно быть не больше {max}',
  'must be less than {max}': 'должно быть меньше {max}',
  'must be more than {min}': 'должно быть больше {min}',
  'must be of the type {type}': 'нужен тип: {type}',
  'must be one of: {list}': 'допустимо одно из: {list}',
  'must be true or false, not {kind}': 'нужно true или false, а не {kind}',
  'must have at least this many characters: {min}': 'нужно символов, не меньше: {min}',
  'must have at least this many entries: {min}': 'нужно записей, не меньше: {min}',
  'nothing to change: give value, tags, priority, status, readLock or writeLock':
    'менять нечего: укажите value, tags, priority, status, readLock или writeLock',
  'params.{lost}: the credential that was typed for {id} was removed some time after its end; run the deployment and type it anew':
    'params.{lost}: учётные данные, введённые для {id}, удалены спустя время после его окончания; запустите развёртывание и введите их заново',
  'params.{name}: is required ({type}) and has no default':
    'params.{name}: обязательный параметр ({type}), значения по умолчанию нет',
  'params.{name}: is {type} in the package {package} and {was}; type it anew':
    'params.{name}: в пакете {package} это {type}, а {was}; введите заново',
  'params.{name}: the package {manifest} has no such parameter (it has: {list})':
    'params.{name}: у пакета {manifest} нет такого параметра (есть: {list})',
  'pool: name the pool or the robots that shall run it': 'pool: укажите пул или роботов для выполнения',
  'process.json: {field}.name: "{name}" is there twice': 'process.json: {field}.name: «{name}» встречается дважды',
  'process.json: {field}.{key}: a {type} parameter has none; {next}':
    'process.json: {field}.{key}: у параметра типа {type} этого нет; {next}',
  'publicKey: is not a public key': 'publicKey: это не открытый ключ',
  'publicKey: must be an Ed25519 key': 'publicKey: нужен ключ Ed25519',
  'queues narrow queue.drained, which is not among the events':
    'queues сужает queue.drained, а этого события нет среди выбранных',
  'robot: name a user or a robot, not both': 'robot: укажите пользователя или робота, но не обоих',
  'robots: name robots or a pool, not both': 'robots: укажите роботов или пул, но не то и другое',
  'rule: {timing}': 'rule: {timing}',
  'secret: a credential is always secret': 'secret: учётные данные всегда секретны',
  'secret: a {type} cannot be secret; keep it as a text or a credential':
    'secret: {type} не может быть секретом; храните как текст или учётные данные',
  'states and deployments narrow job.ended, which is not among the events':
    'states и deployments сужают job.ended, а этого события нет среди выбранных',
  'status: robots see and count only what is new or in_progress':
    'status: роботы видят и считают только new и in_progress',
  'tags: {looked} resources would have to be looked at; count without tags, or fewer statuses':
    'tags: пришлось бы просмотреть ресурсов: {looked}; считайте без тегов или по меньшему числу состояний',
  'timezone: there is no time zone "{name}"; {next}': 'timezone: нет часового пояса «{name}»; {next}',
  'until: must lie in the future': 'until: должно быть в будущем',
  'value: {says}': 'value: {says}',
  'where: say which jobs by ids or by a filter, one of them':
    'where: укажите задания либо идентификаторами, либо фильтром',
  '{field}.bytes: the file has {bytes} bytes, not {bytes2}':
    '{field}.bytes: размер файла в байтах — {bytes}, а не {bytes2}',
  '{field}: must be {type}; the asset {asset} is {type2}': '{field}: нужен тип {type}; у ассета {asset} тип {type2}',
  '{field}: the file "{name}" is not here (any more); upload it again':
    '{field}: файла «{name}» здесь (больше) нет; загрузите его снова',
  '{field}: the package {manifest} has no such parameter (it has: {list})':
    '{field}: у пакета {manifest} нет такого параметра (есть: {list})',
  '{field}: {says}': '{field}: {says}',
  '{what}: {problem}': '{what}: {problem}',
  '{what}{path}: {says}; {next}': '{what}{path}: {says}; {next}',
  '{where}{field}: {problem}': '{where}{field}: {problem}',
  'is not a known parameter': 'неизвестный параметр',
  'must not be empty': 'не должно быть пустым',
  'a credential has a user and a secret and nothing else': 'у учётных данных есть только user и secret',
  'user: must be a text': 'user: нужен текст',
  'secret: must be a text that is not empty': 'secret: нужен непустой текст',
  'must be an argv array such as ["node", "main.js"]': 'нужен массив argv, например ["node", "main.js"]',
  'must be an id as the coordinator gave it': 'нужен идентификатор, выданный координатором',
  'must be small letters, digits, dots, dashes and underscores':
    'допустимы строчные латинские буквы, цифры, точки, дефисы и подчёркивания',
  'must have 1 to 100 characters': 'должно быть от 1 до 100 символов',
  'must have 1 to 30 characters': 'должно быть от 1 до 30 символов',
  'must have 1 to 60 characters': 'должно быть от 1 до 60 символов',
  'must have at least 10 characters': 'нужно не меньше 10 символов',
  'must name at least one event': 'выберите хотя бы одно событие',
  'must name read, write or both': 'укажите read, write или оба',
  'must start with a letter and have letters, digits and _ only':
    'должно начинаться с буквы и содержать только буквы, цифры и _',
  'must be at least 60000 ms, a minute': 'должно быть не меньше 60000 мс, то есть минуты',
  'say retry or a status, not both': 'укажите повтор или состояние, но не то и другое',
  'it is over already': 'это время уже прошло',
  'was typed as a credential': 'было введено как учётные данные',
  'was not typed as one': 'было введено не как учётные данные',
  '"gantry job ls" lists them': 'список: gantry job ls',
  '"gantry job show JOB" lists those of a job': 'запуски задания: gantry job show JOB',
  '"gantry queue show QUEUE" lists them': 'список: gantry queue show QUEUE',
  '"gantry queue bulk ls QUEUE" lists them': 'список: gantry queue bulk ls QUEUE',
};
