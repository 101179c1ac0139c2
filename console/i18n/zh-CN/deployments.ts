/** Chinese texts of deployments and their parameters. */
import type { deployments as english } from '../en/deployments.ts';
import type { Texts } from '../texts.ts';

export const deployments: Texts<typeof english> = {
  'params.title': '参数',
  'params.none': '该流程包没有参数。',
  'params.bind': '导入资产',
  'params.type': '手动输入',
  'params.reset': '恢复默认值',
  'params.default': '默认值：{value}',
  'params.ofDeployment': '部署中的值：{value}',
  'params.assetOfDeployment': '部署中取自资产“{asset}”。',
  'params.yes': '是',
  'params.no': '否',
  'params.notJson': '尚不是有效的JSON。',
  'params.missing': '必填，且没有默认值。',
  'params.halfCredential': '请同时输入密码。',
  'params.user': '用户名',
  'params.secret': '密码',
  'params.show': '显示密码',
  'params.keptSecret': '已保存，不再显示',
  'params.replace': '更换',
  'params.chooseFile': '将文件拖到此处，或选择文件',
  'params.uploading': '上传进度',
  'params.removeFile': '移除文件',
  'params.chooseAsset': '选择资产',
  'params.noAsset': '没有该类型的资产。',
  'params.noSuchAsset': '没有名称匹配的资产。',
  'params.assetGone': '该资产已被删除，请另选一个。',
};
