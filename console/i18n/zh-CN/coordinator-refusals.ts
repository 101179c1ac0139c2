/** What the coordinator refuses, in Chinese. */
export const refusals: Readonly<Record<string, string>> = {
  '"gantry {command} ls" lists them': '“gantry {command} ls”可列出全部',
  '"gantry queue show {name}" lists them': '“gantry queue show {name}”可列出全部',
  'a ping was not kept': '测试投递未能保存',
  'a robot of {deployment} was deleted ({gone}); edit its target':
    '部署{deployment}的机器人已被删除（{gone}）；请修改其目标',
  "a token of the kind {kind} is nobody's": '类型为{kind}的令牌不属于任何人',
  'did you mean "{near}"? ': '您是否想输入“{near}”？',
  'it changed nothing, or what was there before is no longer kept; there is nothing to undo':
    '它没有改动任何内容，或原有内容已不再保留；没有可撤销的内容',
  'its deployment {name} was deleted; name another': '其部署{name}已被删除；请指定另一个',
  'more than {max} requests a minute from one sender; wait a little': '同一发送方每分钟请求超过{max}次；请稍候',
  'no user has this name and password; try again, or ask for a sign-in link':
    '用户名或密码不正确；请重试，或索取登录链接',
  'only a run may do this': '只有运行可以执行此操作',
  'only people have tokens of this kind': '只有用户才有此类令牌',
  'robot {robot} is {state}; stop its agent first': '机器人{robot}当前{state}；请先停止其代理',
  'robot {robot} still has the run {run}; force-close its job first': '机器人{robot}仍有运行{run}；请先强制关闭其作业',
  'sign in first, or send an API token': '请先登录，或发送API令牌',
  'sign in first, or send an API token as "Authorization: Bearer …"':
    '请先登录，或以“Authorization: Bearer …”发送API令牌',
  'the address is malformed: percent-encode names, a "/" in one as %2F':
    '地址格式有误：名称须用百分号编码，其中的“/”写作%2F',
  'the asset {name} is used by {list}; take it out there, or force the deletion':
    '资产{name}正被{list}使用；请先在那里移除，或强制删除',
  'the body is not JSON ({message})': '请求正文不是JSON（{message}）',
  'the body is over 2 MiB; send less at once (resource.addMany in several portions), or as a run to /api/v1/rpc':
    '请求正文超过2 MiB；请分批发送（多次resource.addMany），或由运行发送至/api/v1/rpc',
  'the body must be JSON, with the header "content-type: application/json"':
    '请求正文必须是JSON，并带有“content-type: application/json”标头',
  'the body must be a JSON object': '请求正文必须是JSON对象',
  'the coordinator is being stopped; ask again when it is back': '协调器正在停止；请在其恢复后重试',
  'the delivery {id} still waits; it is tried again by itself': '投递{id}仍在等待；它会自动重试',
  'the deployment {deployment} is disabled; enable it first': '部署{deployment}已停用；请先启用',
  'the deployment {deployment} targets the pool {pool}; change it first':
    '部署{deployment}以机器人池{pool}为目标；请先修改',
  'the header (line {line}) has two columns "{twin}"': '标题行（第{line}行）有两个“{twin}”列',
  'the header (line {line}): column {value} has no name': '标题行（第{line}行）：第{value}列没有名称',
  'the header (line {line}): {problem}': '标题行（第{line}行）：{problem}',
  'the job is {state}; only a queued one changes its priority': '作业当前{state}；只有排队中的作业才能更改优先级',
  'the job {job} is {state}; cancel it first': '作业{job}的状态为{state}；请先取消',
  'the job {job} has {state} already; there is nothing to cancel': '作业{job}已结束（{state}）；没有可取消的内容',
  'the job {job} is pinned to robot {robot}; cancel it first': '作业{job}已指定给机器人{robot}；请先取消',
  'the job {job} of run {run} is gone': '运行{run}的作业{job}已不存在',
  'the job {job} waits in the pool {pool}; cancel it first': '作业{job}正在机器人池{pool}中等待；请先取消',
  'the package archive {says}': '流程包归档：{says}',
  'the package version {id} is gone although a job has it': '流程包版本{id}已不存在，但仍有作业在使用',
  'the package {package} has no version {wanted}; {has}': '流程包{package}没有版本{wanted}；{has}',
  'the pool of {deployment} was deleted; edit its target': '部署{deployment}的机器人池已被删除；请修改其目标',
  'the queue "{name}" has no launch condition; "gantry condition set" makes one':
    '队列“{name}”没有启动条件；可用“gantry condition set”创建',
  'the queue "{queue}" is in use: {list}. Force the deletion to delete it all the same':
    '队列“{queue}”正在使用中：{list}。如仍要删除，请强制删除',
  'the queue {id} was deleted': '队列{id}已被删除',
  'the resource {owner} has the key "{key}" by now; finish or delete it first':
    '资源{owner}现已使用键“{key}”；请先完成或删除它',
  'the run {run} is still on; delete its evidence after its end': '运行{run}仍在进行；请在其结束后再删除记录',
  'the user {name} is disabled; ask an administrator': '用户{name}已被锁定；请联系管理员',
  'the user {user} is disabled': '用户{user}已被锁定',
  'the value of {asset} came {value} it must not': '资产{asset}的值以不允许的形式（{value}）到达',
  'the webhook {webhook} has no delivery {id}; ended ones are deleted after 30 days':
    'Webhook{webhook}没有投递{id}；已结束的投递会在30天后删除',
  'the webhook {webhook} is {state}; enable it first': 'Webhook{webhook}当前{state}；请先启用',
  'the {kind} {id} was deleted by {who} on {when}': '{kind}{id}已由{who}于{when}删除',
  'the {kind} {id} was deleted on {when}: {because}': '{kind}{id}已于{when}删除：{because}',
  'the {kind} "{name}" was deleted; {next}': '{kind}“{name}”已被删除；{next}',
  'there are {max} webhooks already; delete one first': '已有{max}个Webhook;请先删除一个',
  'there is already a {kind} named "{name}"; choose another name': '已存在名为“{name}”的{kind}；请换一个名称',
  'there is no column "{name}"; the header has: {list}': '没有“{name}”列；标题行包含：{list}',
  'there is no enabled administrator': '没有已启用的管理员',
  'there is no line: a CSV file begins with a header': '文件没有任何行：CSV文件应以标题行开头',
  'there is no resource {id} in the queue "{queue}"; {next}': '队列“{queue}”中没有资源{id}；{next}',
  'there is no token {tokenId}; list them anew': '没有令牌{tokenId}；请刷新列表',
  'there is no unfinished resource {id} in the queue "{queue}"': '队列“{queue}”中没有未完成的资源{id}',
  'there is no user {user}': '没有用户{user}',
  'there is no verb "{name}"; the verbs are listed in docs/protocol.md': '没有调用“{name}”；全部调用见docs/protocol.md',
  'there is no {kind} "{name}"; {meant}{next}': '没有名为“{name}”的{kind}；{meant}{next}',
  'there is no artifact {artifact}': '没有运行文件{artifact}',
  'there is no {kind} {id}; {next}': '没有{kind}{id}；{next}',
  'there is nothing at {method} {url}{hint}': '{method} {url}处没有任何内容{hint}',
  'this API token is unknown or out of date; sign in again (gantry login) or make a new one':
    '此API令牌未知或已过期；请重新登录（gantry login）或创建新令牌',
  'this cursor is of another list or order; start at the first page': '此游标属于另一个列表或排序；请从第一页开始',
  'this request comes from another page than the console (its Origin is not ours)':
    '此请求来自控制台以外的页面（Origin不符）',
  'this user is gone or disabled': '此用户已不存在或已被锁定',
  'this user no longer exists; sign in as another one': '此用户已不存在；请以其他用户登录',
  'too many attempts from this address; wait a little': '来自此地址的尝试过多；请稍候',
  "you are {role} here: a token can't be {role2}": '您在此处的角色是{role}：令牌不能是{role2}',
  '{deploymentName}, the deployment of {job}, was deleted; run another':
    '作业{job}的部署{deploymentName}已被删除；请运行另一个',
  '{name} has live jobs, such as {id}; wait, cancel them, or force the deletion':
    '{name}有未结束的作业，例如{id}；请等待、取消它们，或强制删除',
  '{name} has more than {max} live jobs; cancel some first': '{name}有超过{max}个未结束的作业；请先取消一部分',
  '{name} is the only administrator; make another one first': '{name}是唯一的管理员；请先设置另一位',
  '{name} is used by: {list}{more}; take it from them first': '{name}正被使用：{list}{more}；请先从中移除',
  '{name} {version} {there}; a version never changes: raise the version':
    '{name} {version}：{there}；版本一经发布不可更改：请提升版本号',
  '{package} {version} is in use: {use}': '{package} {version}正在使用中：{use}',
  '{robot} has no value of its own of the asset {name}': '机器人{robot}没有资产{name}的专属值',
  '{url} takes {list}, not {method}': '{url}接受{list}，不接受{method}',
  '{user} changed the resource {resource} at {at}, after you had read it; nothing was saved: look at it again and repeat your change':
    '{user}于{at}在您读取之后更改了资源{resource}；未保存任何内容：请重新查看并再次修改',
  '{user} has a bulk edit running in "{queue}" ({done} of {total}); wait for it or abort it: {bulk}':
    '{user}正在“{queue}”中进行批量编辑（{done}/{total}）；请等待其完成或中止它：{bulk}',
  "{user} is {role}: a token of theirs can't be {role2}": '{user}的角色是{role}：其令牌不能是{role2}',
  '{verb} belongs on a socket of its own kind': '{verb}只能通过对应类型的套接字发送',
  '{verb} failed inside the coordinator; its log says why': '{verb}在协调器内部失败；原因见其日志',
  '{verb} is not for {kind}': '{verb}不可用于：{kind}',
  '{verb} may be sent by {list}, not by {kind}': '{verb}可由{list}发送，不能由{kind}发送',
  '{verb} needs the role {role}; this token is for {role2}': '{verb}需要角色{role}；此令牌的角色是{role2}',
  '{verb} needs the role {role}; you are {role2}': '{verb}需要角色{role}；您的角色是{role2}',
  '{what} is nothing for a token that is {role} only; sign in as yourself':
    '{what}：角色仅为{role}的令牌不可用；请以本人身份登录',
  '{what} needs the role {least}; {name} is {role}. An administrator can change that':
    '{what}需要角色{least}；{name}的角色是{role}。管理员可以更改',
  '{who} may not see videos, screenshots and logs of runs; an administrator can change that':
    '{who}无权查看运行的视频、截图和日志；管理员可以更改',
};
