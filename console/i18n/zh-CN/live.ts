/** Chinese texts of the live view. */
import type { live as english } from '../en/live.ts';
import type { Texts } from '../texts.ts';

export const live: Texts<typeof english> = {
  'live.mark': '实时',
  'live.alt': '机器人当前的屏幕',
  'live.switch': '显示哪个画面',
  'live.now': '实时',
  'live.soFar': '此前',
  'live.soFarNote': '此刻的截图。运行结束后，视频将显示在这里。',
  'live.none.starting': '正在等待第一幅画面…',
  'live.none.no-screen': '此流程包不需要屏幕，没有可显示的画面。日志是实时的。',
  'live.none.missing': '没有实时画面。',
  'live.none.private': '脚本暂时隐藏了屏幕。',
  'live.none.failed': '无法获取画面。',
  'live.none.ending': '运行即将结束，随后显示录制的内容。',
  'live.none.away': '机器人未连接。恢复连接后画面会重新出现。',
  'live.none.crowded': '同时观看的屏幕过多，请稍后再试。',
  'live.none.forbidden': '您无权查看运行的屏幕和录像。管理员可以更改此权限。',
  'live.slow': '至今没有收到画面。比协调器旧的代理不会发送画面，请更新代理。',
  'live.late': '已有{s}秒没有新画面',
  'live.watch': '{robot}正在做什么',
  'live.openRun': '打开运行',
  'live.idle': '{robot}当前没有运行任何内容。',
};
