/** Why a job waits, in Russian. */
export const waiting: Readonly<Record<string, string>> = {
  'offered to {robot}, which has not accepted yet': 'предложено роботу {robot}, он ещё не принял',
  '{robot} accepts it; else it is offered again': '{robot} примет его; иначе оно будет предложено снова',
  'it is {at}, and then {what}': 'наступит {at}, а затем {what}',
  '{says}, {next}': '{says}, {next}',
  'the package failed to unpack there in run {number}: {error}':
    'пакет не распаковался там в запуске {number}: {error}',
  'offline since {at}': 'не в сети с {at}',
  'busy with run {run}': 'занят запуском {run}',
  'lacks the label {list}': 'нет метки {list}',
  'rests until {at}, then waits for a robot{message}': 'отложено до {at}, затем ждёт робота{message}',
  'the pool {pool} has no robots; add one': 'в пуле {pool} нет роботов; добавьте хотя бы одного',
  'waits for a robot of the pool {pool}': 'ждёт робота из пула {pool}',
  '{waits}; the first {max} of {count} robots are listed': '{waits}; показаны первые {max} из {count} роботов',
  'its parent {run} holds the only robot that could take it: neither goes on if the parent waits for it':
    'родительский запуск {run} занимает единственного подходящего робота: если он ждёт это задание, оба не продвинутся',
  'its parent {list} holds all {count} robots that could take it: neither goes on if the parent waits for it':
    'родительские запуски {list} занимают всех подходящих роботов ({count}): если они ждут это задание, никто не продвинется',
  '{robot} asks for its next job': '{robot} запросит следующее задание',
  'the pool {pool}': 'пул {pool}',
  'another robot joins {where}, or its parent ends': 'добавится ещё один робот ({where}) или завершится родитель',
  '{robot} is asked again, some seconds after it refused a job':
    '{robot} будет опрошен снова, через несколько секунд после отказа от задания',
  '{robot} ends its run': '{robot} завершит свой запуск',
  '{robot} is resumed': '{robot} будет снят с паузы',
  'the agent of {robot} is started again': 'агент робота {robot} будет запущен снова',
  '{robot} comes online': '{robot} появится в сети',
  'a robot that has what the package needs joins {where}':
    'добавится робот, у которого есть всё нужное пакету ({where})',
  'a robot joins {where}': 'добавится робот ({where})',
  'one of {count} robots': 'один из роботов ({count})',
  '{before} or {robot}': '{before} или {robot}',
  '{says}; created more than {hours} h ago: every {n}th job that a robot takes is the oldest of these':
    '{says}; создано более {hours} ч назад: роботы берут самое старое из таких заданий каждым {n}-м',
  'free: takes its best job next': 'свободен: возьмёт самое подходящее задание следующим',
  'which started this job': 'он запустил это задание',
  'the job is pinned to another robot': 'задание закреплено за другим роботом',
  'not in the pool': 'не входит в пул',
  'its agent is being drained: it takes no run any more': 'его агент завершает работу и новых запусков не берёт',
  'waits for its robot': 'ждёт своего робота',
  'its robot was deleted; cancel the job': 'его робот удалён; отмените задание',
  'its pool was deleted; cancel the job and run it elsewhere':
    'его пул удалён; отмените задание и запустите в другом месте',
  'its robot': 'его робот',
  'never: its robot was deleted': 'никогда: его робот удалён',
};
