/** Why jobs, runs, robots and launch conditions are as they are, in Chinese. */
export const reasons: Readonly<Record<string, string>> = {
  'attempt {k} of {max}': '第{k}次尝试（共{max}次）',
  'attempt {k} of {max}, waiting for a robot': '第{k}次尝试（共{max}次），正在等待机器人',
  'attempt {k} of {max}, waiting for a robot ({because})': '第{k}次尝试（共{max}次），正在等待机器人（{because}）',
  'attempt {k} of {max}, waiting for a robot from {at} ({because})':
    '第{k}次尝试（共{max}次），{at}起等待机器人（{because}）',
  '{reason}: {error}': '{reason}：{error}',
  '{says}; {next}': '{says}；{next}',
  '{says}, then {next}': '{says}，随后{next}',
  ' ({says})': '（{says}）',
  'not finished within {seconds} s': '未在{seconds}秒内完成',
  'the command ended with exit code {code}': '命令以退出码{code}结束',
  'the command was ended by {signal}': '命令被信号{signal}终止',
  'its supervisor vanished': '其监管进程已消失',
  'its supervisor vanished; {count} processes would not die': '其监管进程已消失；有{count}个进程无法终止',
  'the supervisor of the run is gone': '运行的监管进程已不存在',
  'the supervisor of the run vanished; its processes were ended': '运行的监管进程已消失；其进程已被终止',
  'the machine {machine} was restarted': '机器{machine}已重启',
  'nobody heard of the run on {robot} for longer than the deployment allows':
    '机器人{robot}上的运行失去消息的时间超过了部署允许的时长',
  '{robot} did not accept the run within {seconds} s': '机器人{robot}未在{seconds}秒内接受运行',
  '{robot} refused: {because}': '机器人{robot}已拒绝：{because}',
  '{robot} reconnected before it accepted': '机器人{robot}在接受之前重新连接',
  '{robot} went offline': '机器人{robot}已离线',
  'it is being drained': '其代理正在排空',
  'busy with {run}': '正忙于运行{run}',
  'its disk is full, {free} MiB are left for {folder}: free some space':
    '其磁盘已满，{folder}仅剩{free} MiB：请释放空间',
  'cancelled by {by}': '由{by}取消',
  'being cancelled by {by}': '正在由{by}取消',
  'force-closed by {by}': '由{by}强制关闭',
  'its parent {job}': '父作业{job}',
  'its parent {job} on {robot}': '父作业{job}（机器人{robot}）',
  'the deployment {deployment} was deleted': '部署{deployment}已被删除',
  'no robot was available when it was started': '启动时没有可用的机器人',
  'the asset {asset}, which the parameter {param} is bound to, was deleted; bind another one: gantry deploy {deployment} --bind {param}=ASSET':
    '参数{param}所绑定的资产{asset}已被删除；请绑定另一个：gantry deploy {deployment} --bind {param}=ASSET',
  'the value of the asset {asset} does not fit the parameter {param}: {problem}':
    '资产{asset}的值不适用于参数{param}：{problem}',
  'the credential that was typed for the parameter {param} is gone; run the deployment and type it anew':
    '为参数{param}输入的凭据已不存在；请运行该部署并重新输入',
  'there is no such job': '没有这个作业',
  'made by this very batch': '由本次操作创建',
  'it has that priority': '优先级已是该值',
  'still {state}: cancel it first': '尚未结束：{state}；请先取消',
  'not queued any more: {state}': '已不在排队：{state}',
  'ended already: {state}': '已结束：{state}',
  'being cancelled already': '已在取消中',
  'its deployment was deleted': '其部署已被删除',
  'its deployment is disabled': '其部署已停用',
  'enrolled, not connected yet': '已注册，尚未连接',
  'no contact since {at}': '自{at}起失去联系',
  'running {deployment}': '正在运行{deployment}',
  'paused by {by}': '由{by}暂停',
  'paused by {by}: {text}': '由{by}暂停：{text}',
  'refused a job {ago} s ago: {because}; asked again in {again} s':
    '{ago}秒前拒绝了作业：{because}；{again}秒后再次询问',
  'has no screen, the package needs {needed}': '没有屏幕，流程包需要{needed}',
  'its screen {size} is smaller than {needed}': '其屏幕{size}小于{needed}',
  'has {free} MB of free disk, the package needs {needed} MB': '磁盘剩余{free} MB，流程包需要{needed} MB',
  "two machines called {machine} use this robot's key; enrol one of them anew":
    '两台名为{machine}的机器正在使用此机器人的密钥；请重新注册其中一台',
  "two machines use this robot's key: {one} and {other}; enrol one of them anew":
    '两台机器正在使用此机器人的密钥：{one}和{other}；请重新注册其中一台',
  'the coordinator was restarted': '协调器已重启',
  'closed with code {code}': '连接已关闭，代码{code}',
  'silent for {seconds} s': '{seconds}秒没有消息',
  'the last was {job} ({says}); find the cause, then enable the condition again':
    '最后一个是{job}（{says}）；请查明原因，然后重新启用该条件',
  "{deployment} can't be run: {problem}; then enable it again":
    '部署{deployment}无法运行：{problem}；之后请重新启用该条件',
  'the deployment {deployment} was deleted; name another and enable it again':
    '部署{deployment}已被删除；请指定另一个并重新启用该条件',
  'the deployment of it was deleted; name another and enable it again': '其部署已被删除；请指定另一个并重新启用该条件',
  'the deployment {deployment} was disabled; enable both again': '部署{deployment}已停用；请重新启用部署和该条件',
  'its queue was deleted': '其队列已被删除',
  'the queue "{queue}" was deleted by {by}': '队列“{queue}”已被{by}删除',
  // Why schedules and webhooks stand still.
  'missed: the coordinator was not there in time, and missed times are skipped':
    '已错过：协调器当时未运行，且错过的启动会被跳过',
  'the deployment {deployment} is disabled; enable it': '部署{deployment}已停用；请启用它',
  'its deployment {deployment} was deleted; name another and enable it again':
    '其部署{deployment}已被删除；请指定另一个并重新启用',
  '{schedule}: {says}': '{schedule}：{says}',
  'nothing has arrived for about a day ({error}); put it right, then enable the webhook again':
    '约一天没有任何投递送达（{error}）；请排除问题后重新启用Webhook',
  'the receiver answered 410 Gone: it wants nothing any more; change its address or delete it':
    '接收方返回410 Gone：不再需要任何内容；请更改其地址或删除它',
  // Why the connection of a robot ended.
  'the coordinator stops': '协调器正在停止',
  'the coordinator stopped': '协调器已停止',
  'the store broke': '协调器的数据库发生故障',
  'did not take what it asked for': '未取走其请求的数据',
  'text frames with JSON only': '发送的不是JSON文本',
  'this frame is not JSON': '发送的不是JSON',
  'frame over 1 MiB: send larger requests to POST /api/v1/rpc': '发送的消息超过1 MiB',
};
