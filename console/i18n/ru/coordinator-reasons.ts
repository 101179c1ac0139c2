/** Why jobs, runs, robots and launch conditions are as they are, in Russian. */
export const reasons: Readonly<Record<string, string>> = {
  'attempt {k} of {max}': 'попытка {k} из {max}',
  'attempt {k} of {max}, waiting for a robot': 'попытка {k} из {max}, ждёт робота',
  'attempt {k} of {max}, waiting for a robot ({because})': 'попытка {k} из {max}, ждёт робота ({because})',
  'attempt {k} of {max}, waiting for a robot from {at} ({because})':
    'попытка {k} из {max}, ждёт робота с {at} ({because})',
  '{reason}: {error}': '{reason}: {error}',
  '{says}; {next}': '{says}; {next}',
  '{says}, then {next}': '{says}, затем {next}',
  ' ({says})': ' ({says})',
  'not finished within {seconds} s': 'не уложилось в {seconds} с',
  'the command ended with exit code {code}': 'команда завершилась с кодом {code}',
  'the command was ended by {signal}': 'команда прервана сигналом {signal}',
  'its supervisor vanished': 'его супервизор пропал',
  'its supervisor vanished; {count} processes would not die':
    'его супервизор пропал; не удалось завершить процессов: {count}',
  'the supervisor of the run is gone': 'супервизора запуска больше нет',
  'the supervisor of the run vanished; its processes were ended': 'супервизор запуска пропал; его процессы завершены',
  'the machine {machine} was restarted': 'машина {machine} перезагрузилась',
  'nobody heard of the run on {robot} for longer than the deployment allows':
    'о запуске на роботе {robot} не было вестей дольше, чем допускает развёртывание',
  '{robot} did not accept the run within {seconds} s': 'робот {robot} не принял запуск за {seconds} с',
  '{robot} refused: {because}': 'робот {robot} отказался: {because}',
  '{robot} reconnected before it accepted': 'робот {robot} переподключился, не приняв запуск',
  '{robot} went offline': 'робот {robot} пропал из сети',
  'it is being drained': 'его агент завершает работу',
  'busy with {run}': 'занят запуском {run}',
  'its disk is full, {free} MiB are left for {folder}: free some space':
    'его диск заполнен, для {folder} осталось {free} МиБ: освободите место',
  'cancelled by {by}': 'отменено: {by}',
  'being cancelled by {by}': 'отменяется: {by}',
  'force-closed by {by}': 'принудительно закрыто: {by}',
  'its parent {job}': 'родительское задание {job}',
  'its parent {job} on {robot}': 'родительское задание {job} на роботе {robot}',
  'the deployment {deployment} was deleted': 'развёртывание {deployment} удалено',
  'no robot was available when it was started': 'в момент запуска не было свободного робота',
  'the asset {asset}, which the parameter {param} is bound to, was deleted; bind another one: gantry deploy {deployment} --bind {param}=ASSET':
    'ассет {asset}, к которому привязан параметр {param}, удалён; привяжите другой: gantry deploy {deployment} --bind {param}=ASSET',
  'the value of the asset {asset} does not fit the parameter {param}: {problem}':
    'значение ассета {asset} не подходит параметру {param}: {problem}',
  'the credential that was typed for the parameter {param} is gone; run the deployment and type it anew':
    'учётных данных, введённых для параметра {param}, больше нет; запустите развёртывание и введите их заново',
  'there is no such job': 'такого задания нет',
  'made by this very batch': 'создано этим же действием',
  'it has that priority': 'приоритет уже такой',
  'still {state}: cancel it first': 'не завершено: {state}; сначала отмените его',
  'not queued any more: {state}': 'уже не в очереди: {state}',
  'ended already: {state}': 'уже завершено: {state}',
  'being cancelled already': 'уже отменяется',
  'its deployment was deleted': 'его развёртывание удалено',
  'its deployment is disabled': 'его развёртывание выключено',
  'enrolled, not connected yet': 'зарегистрирован, ещё не подключался',
  'no contact since {at}': 'нет связи с {at}',
  'running {deployment}': 'выполняет {deployment}',
  'paused by {by}': 'паузу поставил(а) {by}',
  'paused by {by}: {text}': 'паузу поставил(а) {by}: {text}',
  'refused a job {ago} s ago: {because}; asked again in {again} s':
    'отказался от задания {ago} с назад: {because}; будет опрошен снова через {again} с',
  'has no screen, the package needs {needed}': 'нет экрана, пакету нужен {needed}',
  'its screen {size} is smaller than {needed}': 'его экран {size} меньше, чем {needed}',
  'has {free} MB of free disk, the package needs {needed} MB': 'свободно {free} МБ на диске, пакету нужно {needed} МБ',
  "two machines called {machine} use this robot's key; enrol one of them anew":
    'две машины с именем {machine} используют ключ этого робота; зарегистрируйте одну из них заново',
  "two machines use this robot's key: {one} and {other}; enrol one of them anew":
    'ключ этого робота используют две машины: {one} и {other}; зарегистрируйте одну из них заново',
  'the coordinator was restarted': 'координатор перезапущен',
  'closed with code {code}': 'соединение закрыто с кодом {code}',
  'silent for {seconds} s': 'молчал {seconds} с',
  'the last was {job} ({says}); find the cause, then enable the condition again':
    'последним было {job} ({says}); найдите причину и включите условие снова',
  "{deployment} can't be run: {problem}; then enable it again":
    'развёртывание {deployment} нельзя запустить: {problem}; затем включите условие снова',
  'the deployment {deployment} was deleted; name another and enable it again':
    'развёртывание {deployment} удалено; укажите другое и включите условие снова',
  'the deployment of it was deleted; name another and enable it again':
    'его развёртывание удалено; укажите другое и включите условие снова',
  'the deployment {deployment} was disabled; enable both again':
    'развёртывание {deployment} выключено; включите снова и его, и условие',
  'its queue was deleted': 'его очередь удалена',
  'the queue "{queue}" was deleted by {by}': 'очередь «{queue}» удалена: {by}',
  // Why schedules and webhooks stand still.
  'missed: the coordinator was not there in time, and missed times are skipped':
    'пропущено: координатор не работал вовремя, а пропущенные запуски не навёрстываются',
  'the deployment {deployment} is disabled; enable it': 'развёртывание {deployment} выключено; включите его',
  'its deployment {deployment} was deleted; name another and enable it again':
    'его развёртывание {deployment} удалено; укажите другое и включите снова',
  '{schedule}: {says}': '{schedule}: {says}',
  'nothing has arrived for about a day ({error}); put it right, then enable the webhook again':
    'около суток ничего не доставлено ({error}); устраните причину и включите вебхук снова',
  'the receiver answered 410 Gone: it wants nothing any more; change its address or delete it':
    'получатель ответил 410 Gone: ему больше ничего не нужно; измените адрес или удалите вебхук',
  // Why the connection of a robot ended.
  'the coordinator stops': 'координатор останавливается',
  'the coordinator stopped': 'координатор остановлен',
  'the store broke': 'сбой базы данных координатора',
  'did not take what it asked for': 'не забирал то, что запросил',
  'text frames with JSON only': 'прислал не текст JSON',
  'this frame is not JSON': 'прислал не JSON',
  'frame over 1 MiB: send larger requests to POST /api/v1/rpc': 'прислал сообщение больше 1 МиБ',
};
