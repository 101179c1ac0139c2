/** What the coordinator refuses, in Russian. */
export const refusals: Readonly<Record<string, string>> = {
  '"gantry {command} ls" lists them': 'список: gantry {command} ls',
  '"gantry queue show {name}" lists them': 'список: gantry queue show {name}',
  'a ping was not kept': 'пробная доставка не сохранена',
  'a robot of {deployment} was deleted ({gone}); edit its target':
    'робот развёртывания {deployment} удалён ({gone}); измените его цель',
  "a token of the kind {kind} is nobody's": 'токен вида {kind} никому не принадлежит',
  'did you mean "{near}"? ': 'возможно, вы имели в виду «{near}»? ',
  'it changed nothing, or what was there before is no longer kept; there is nothing to undo':
    'изменений не было, или прежние значения уже не хранятся; отменять нечего',
  'its deployment {name} was deleted; name another': 'его развёртывание {name} удалено; укажите другое',
  'more than {max} requests a minute from one sender; wait a little':
    'больше {max} запросов в минуту от одного отправителя; немного подождите',
  'no user has this name and password; try again, or ask for a sign-in link':
    'нет пользователя с таким именем и паролем; попробуйте снова или попросите ссылку для входа',
  'only a run may do this': 'это может делать только запуск',
  'only people have tokens of this kind': 'такие токены бывают только у пользователей',
  'robot {robot} is {state}; stop its agent first': 'робот {robot}: {state}; сначала остановите его агент',
  'robot {robot} still has the run {run}; force-close its job first':
    'у робота {robot} ещё есть запуск {run}; сначала закройте его задание принудительно',
  'sign in first, or send an API token': 'сначала войдите или передайте токен API',
  'sign in first, or send an API token as "Authorization: Bearer …"':
    'сначала войдите или передайте токен API: «Authorization: Bearer …»',
  'the address is malformed: percent-encode names, a "/" in one as %2F':
    'неверный адрес: кодируйте имена процентами, «/» в имени — как %2F',
  'the asset {name} is used by {list}; take it out there, or force the deletion':
    'ассет {name} используют: {list}; уберите его там или удалите принудительно',
  'the body is not JSON ({message})': 'тело запроса — не JSON ({message})',
  'the body is over 2 MiB; send less at once (resource.addMany in several portions), or as a run to /api/v1/rpc':
    'тело запроса больше 2 МиБ; отправляйте частями (resource.addMany в несколько приёмов) или от имени запуска через /api/v1/rpc',
  'the body must be JSON, with the header "content-type: application/json"':
    'тело запроса должно быть JSON с заголовком «content-type: application/json»',
  'the body must be a JSON object': 'тело запроса должно быть объектом JSON',
  'the coordinator is being stopped; ask again when it is back':
    'координатор останавливается; повторите, когда он снова заработает',
  'the delivery {id} still waits; it is tried again by itself': 'доставка {id} ещё ждёт; она повторится сама',
  'the deployment {deployment} is disabled; enable it first':
    'развёртывание {deployment} выключено; сначала включите его',
  'the deployment {deployment} targets the pool {pool}; change it first':
    'развёртывание {deployment} нацелено на пул {pool}; сначала измените его',
  'the header (line {line}) has two columns "{twin}"': 'в заголовке (строка {line}) два столбца «{twin}»',
  'the header (line {line}): column {value} has no name': 'заголовок (строка {line}): у столбца {value} нет имени',
  'the header (line {line}): {problem}': 'заголовок (строка {line}): {problem}',
  'the job is {state}; only a queued one changes its priority':
    'задание: {state}; приоритет меняется только у заданий в очереди',
  'the job {job} is {state}; cancel it first': 'задание {job}: {state}; сначала отмените его',
  'the job {job} has {state} already; there is nothing to cancel':
    'задание {job} уже завершено ({state}); отменять нечего',
  'the job {job} is pinned to robot {robot}; cancel it first':
    'задание {job} закреплено за роботом {robot}; сначала отмените его',
  'the job {job} of run {run} is gone': 'задания {job} запуска {run} больше нет',
  'the job {job} waits in the pool {pool}; cancel it first': 'задание {job} ждёт в пуле {pool}; сначала отмените его',
  'the package archive {says}': 'архив пакета: {says}',
  'the package version {id} is gone although a job has it': 'версии пакета {id} нет, хотя она указана в задании',
  'the package {package} has no version {wanted}; {has}': 'у пакета {package} нет версии {wanted}; {has}',
  'the pool of {deployment} was deleted; edit its target': 'пул развёртывания {deployment} удалён; измените его цель',
  'the queue "{name}" has no launch condition; "gantry condition set" makes one':
    'у очереди «{name}» нет условия запуска; создать: gantry condition set',
  'the queue "{queue}" is in use: {list}. Force the deletion to delete it all the same':
    'очередь «{queue}» используется: {list}. Чтобы всё равно удалить её, удалите принудительно',
  'the queue {id} was deleted': 'очередь {id} удалена',
  'the resource {owner} has the key "{key}" by now; finish or delete it first':
    'ключ «{key}» уже у ресурса {owner}; сначала завершите или удалите его',
  'the run {run} is still on; delete its evidence after its end':
    'запуск {run} ещё идёт; удаляйте его материалы после завершения',
  'the user {name} is disabled; ask an administrator': 'пользователь {name} заблокирован; обратитесь к администратору',
  'the user {user} is disabled': 'пользователь {user} заблокирован',
  'the value of {asset} came {value} it must not': 'значение ассета {asset} получено в недопустимом виде ({value})',
  'the webhook {webhook} has no delivery {id}; ended ones are deleted after 30 days':
    'у вебхука {webhook} нет доставки {id}; завершённые удаляются через 30 дней',
  'the webhook {webhook} is {state}; enable it first': 'вебхук {webhook}: {state}; сначала включите его',
  'the {kind} {id} was deleted by {who} on {when}': 'удалено пользователем {who} {when}: {kind} {id}',
  'the {kind} {id} was deleted on {when}: {because}': 'удалено {when}: {kind} {id}; {because}',
  'the {kind} "{name}" was deleted; {next}': 'удалено: {kind} «{name}»; {next}',
  'there are {max} webhooks already; delete one first': 'вебхуков уже {max}; сначала удалите один',
  'there is already a {kind} named "{name}"; choose another name': 'имя занято: {kind} «{name}»; выберите другое',
  'there is no column "{name}"; the header has: {list}': 'нет столбца «{name}»; в заголовке есть: {list}',
  'there is no enabled administrator': 'нет ни одного включённого администратора',
  'there is no line: a CSV file begins with a header': 'в файле нет строк: CSV начинается с заголовка',
  'there is no resource {id} in the queue "{queue}"; {next}': 'в очереди «{queue}» нет ресурса {id}; {next}',
  'there is no token {tokenId}; list them anew': 'нет токена {tokenId}; обновите список',
  'there is no unfinished resource {id} in the queue "{queue}"': 'в очереди «{queue}» нет незавершённого ресурса {id}',
  'there is no user {user}': 'нет пользователя {user}',
  'there is no verb "{name}"; the verbs are listed in docs/protocol.md':
    'нет вызова «{name}»; все вызовы перечислены в docs/protocol.md',
  'there is no {kind} "{name}"; {meant}{next}': 'не найдено: {kind} «{name}»; {meant}{next}',
  'there is no artifact {artifact}': 'файл запуска {artifact} не найден',
  'there is no {kind} {id}; {next}': 'не найдено: {kind} {id}; {next}',
  'there is nothing at {method} {url}{hint}': 'по адресу {method} {url} ничего нет{hint}',
  'this API token is unknown or out of date; sign in again (gantry login) or make a new one':
    'этот токен API неизвестен или истёк; войдите снова (gantry login) или создайте новый',
  'this cursor is of another list or order; start at the first page':
    'эта отметка — от другого списка или порядка; начните с первой страницы',
  'this request comes from another page than the console (its Origin is not ours)':
    'запрос пришёл не со страницы консоли (чужой Origin)',
  'this user is gone or disabled': 'этот пользователь удалён или заблокирован',
  'this user no longer exists; sign in as another one': 'этого пользователя больше нет; войдите под другим',
  'too many attempts from this address; wait a little': 'слишком много попыток с этого адреса; подождите немного',
  "you are {role} here: a token can't be {role2}": 'ваша роль здесь — {role}: у токена не может быть роли {role2}',
  '{deploymentName}, the deployment of {job}, was deleted; run another':
    '{deploymentName}, развёртывание задания {job}, удалено; запустите другое',
  '{name} has live jobs, such as {id}; wait, cancel them, or force the deletion':
    'у {name} есть незавершённые задания, например {id}; подождите, отмените их или удалите принудительно',
  '{name} has more than {max} live jobs; cancel some first':
    'у {name} больше {max} незавершённых заданий; сначала отмените часть',
  '{name} is the only administrator; make another one first':
    '{name} — единственный администратор; сначала назначьте другого',
  '{name} is used by: {list}{more}; take it from them first':
    '{name} используют: {list}{more}; сначала уберите его оттуда',
  '{name} {version} {there}; a version never changes: raise the version':
    '{name} {version}: {there}; версия никогда не меняется: повысьте номер версии',
  '{package} {version} is in use: {use}': '{package} {version} используется: {use}',
  '{robot} has no value of its own of the asset {name}': 'у робота {robot} нет собственного значения ассета {name}',
  '{url} takes {list}, not {method}': '{url} принимает {list}, а не {method}',
  '{user} changed the resource {resource} at {at}, after you had read it; nothing was saved: look at it again and repeat your change':
    '{user} изменил(а) ресурс {resource} {at}, уже после того, как вы его прочли; ничего не сохранено: посмотрите его снова и повторите изменение',
  '{user} has a bulk edit running in "{queue}" ({done} of {total}); wait for it or abort it: {bulk}':
    '{user} уже выполняет массовую правку в «{queue}» ({done} из {total}); дождитесь её или прервите: {bulk}',
  "{user} is {role}: a token of theirs can't be {role2}":
    'роль пользователя {user} — {role}: у его токена не может быть роли {role2}',
  '{verb} belongs on a socket of its own kind': '{verb} передаётся только по сокету своего вида',
  '{verb} failed inside the coordinator; its log says why':
    'внутренняя ошибка координатора при {verb}; причина — в его журнале',
  '{verb} is not for {kind}': '{verb} недоступно: {kind}',
  '{verb} may be sent by {list}, not by {kind}': '{verb} могут отправлять {list}, но не {kind}',
  '{verb} needs the role {role}; this token is for {role2}':
    'для {verb} нужна роль {role}; у этого токена роль {role2}',
  '{verb} needs the role {role}; you are {role2}': 'для {verb} нужна роль {role}; ваша роль — {role2}',
  '{what} is nothing for a token that is {role} only; sign in as yourself':
    '{what}: недостаточно токена с ролью {role}; войдите сами',
  '{what} needs the role {least}; {name} is {role}. An administrator can change that':
    'для {what} нужна роль {least}; роль пользователя {name} — {role}. Изменить её может администратор',
  '{who} may not see videos, screenshots and logs of runs; an administrator can change that':
    'пользователю {who} нельзя видеть видео, снимки экрана и журналы запусков; изменить это может администратор',
};
