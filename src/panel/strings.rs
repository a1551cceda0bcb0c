//! Every text of the program that a visitor sees, in both languages.

use crate::fair::Lang;

macro_rules! table {
    ($($key:ident: $zh:literal, $en:literal;)*) => {
        /// Names a text; [`t`] gives it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Key { $(#[doc = $en] $key,)* }

        impl Key {
            /// All of them, in the order of the table.
            pub const ALL: &[Key] = &[$(Key::$key,)*];
        }

        /// The text in the language.
        pub const fn t(lang: Lang, key: Key) -> &'static str {
            match (lang, key) {
                $((Lang::Zh, Key::$key) => $zh, (Lang::En, Key::$key) => $en,)*
            }
        }
    };
}

table! {
    AppName: "步展", "Boothwalk";
    Loading: "正在载入…", "Loading…";
    BoothFailed: "此展位暂时无法显示", "This booth could not be shown";
    NetworkAgain: "网络恢复后会自动重试。", "It will be tried again once the network is back.";
    FilmFails: "这段视频无法播放。", "This film cannot be played.";
    BoothFailedMore: "参观可以继续，其他展位不受影响。", "Your visit goes on; the other booths are not affected.";

    InHeadset: "正在头显中参观", "Visiting in the headset";
    InWindow: "正在窗口中参观（按 H 查看按键）", "Visiting in a window (press H for the keys)";
    Offscreen: "离屏绘制", "Drawing offscreen";
    TourOffscreen: "正沿录制的路线离屏参观", "Walking the recorded tour offscreen";
    NoHeadset: "没有头显", "no headset";
    NoWindow: "没有窗口", "no window";
    PicturesAt: "图片与统计已写入", "Pictures and statistics are in";
    Frames: "帧数", "Frames";
    Missed: "漏帧", "missed";
    Arrived: "已到达目的展位。", "You have arrived at the booth.";
    NoWay: "没有通往该展位的路。", "There is no way to that booth.";
    ToHall: "通往", "To";
    ToOtherHalls: "通往其他展馆", "To the other halls";
    GoHere: "前往此馆", "Go there";

    SheetTitle: "按键与手柄", "Keys and controllers";
    SheetDesktop: "键盘和鼠标", "Keyboard and mouse";
    SheetControllers: "头显手柄", "Headset controllers";
    SheetFooter: "手持展品时，方向键或摇杆用来缩放和转动。按 Esc 关闭页面、放回展品，连按两次退出参观。",
        "Arrows or stick scale and turn what is in hand. Esc closes pages, puts products back; twice: leave.";

    KeyRightButton: "按住右键", "Right button";
    KeyLeftButton: "左键", "Left button";
    KeyWheel: "滚轮", "Wheel";
    KeyStickAhead: "摇杆向前", "Stick ahead";
    KeyStickSideways: "摇杆左右", "Stick aside";
    KeyTrigger: "扳机", "Trigger";
    KeyGrip: "握键", "Grip";
    KeyMenu: "菜单键", "Menu button";
    KeyPinch: "捏合手指", "Pinch fingers";

    DoWalk: "行走", "Walk";
    DoFaster: "走快些", "Walk faster";
    DoEyes: "眼睛降低、升高", "Eyes lower, higher";
    DoLook: "环顾四周", "Look around (hold)";
    DoChoose: "选取（扳机）", "Choose (trigger)";
    DoTake: "拿起展品（握键）", "Take a product (grip)";
    DoPlainChoose: "选取", "Choose";
    DoPlainTake: "拿起展品", "Take a product";
    DoTool: "手中展品：下一工具", "Product: next tool";
    DoReach: "手的远近", "Reach of the hand";
    DoSwitchHand: "换另一只手", "Other hand";
    DoTeleport: "瞬移：按住，松开到达", "Teleport: hold, let go";
    DoTurn: "转身", "Turn";
    DoRecentre: "回正视角", "Face ahead again";
    DoTablet: "查找、地图、设置", "Find, map, settings";
    DoStereo: "双眼并列", "Both eyes side by side";
    DoLanguage: "切换到英文", "Switch to Chinese";
    DoSheet: "显示或隐藏本页", "Show or hide this page";
    DoOverlay: "加载状态", "Streaming figures";
    DoSmooth: "平滑行走 开/关", "Smooth walking on, off";
    DoCredits: "素材鸣谢", "Credits";
    DoFullscreen: "全屏", "Full screen";
    DoPicture: "拍照", "Take a picture";
    TrueSize: "原大", "true size";

    ToolHand: "拿着", "Hold";
    ToolExplode: "拆解", "Exploded view";
    ToolExplodeHow: "空着的手的摇杆：开合", "Free hand's stick: how far";
    ToolSection: "剖切", "Section";
    ToolSectionHow: "空着的手：摇杆推移，扳机固定", "Free hand: stick slides, trigger fixes";
    ToolRuler: "测量", "Ruler";
    ToolRulerHow: "空着的手的扳机：取两点", "Free hand's trigger: two points";
    Length: "实长", "Length";

    OverlayTitle: "帧与加载", "Frames and streaming";
    OverlayComing: "正在载入", "loading";
    OverlayWhole: "已全部就位", "all there";
    OverlayPlain: "未打包，整体载入", "not packed: loads whole";
    OverlayPlainLess: "未打包，远处有省略：请打包", "not packed: far things left out";
    OverlayFrame: "帧", "Frame";
    OverlayLast: "上一帧 ms", "last ms";
    OverlayHalf: "中位 ms", "p50 ms";
    OverlayMost: "p99 ms", "p99 ms";
    OverlayMissed: "漏帧 1 s / 共", "missed, 1 s / all";
    OverlayLoading: "加载用时", "Loading";
    OverlayWork: "每帧工作", "Work of a frame";
    OverlayLeftOut: "省略", "left out:";
    OverlayVisit: "漫游", "visit";
    OverlayLoad: "加载", "load";
    OverlayAnimate: "动画", "animate";
    OverlayCull: "剔除", "cull";
    OverlayEncode: "录制", "encode";
    OverlaySubmit: "提交", "submit";
    OverlayGpuTime: "GPU ms", "GPU ms";
    OverlayPose: "位姿 ms", "pose ms";
    OverlayDraws: "绘制", "draws";
    OverlayTriangles: "千三角形", "k triangles";
    OverlayPicture: "画面", "picture";
    OverlayQueue: "队列", "Queue";
    OverlayAsked: "排队", "asked";
    OverlayFetching: "下载", "fetching";
    OverlayDecoding: "解码", "decoding";
    OverlayWaiting: "待上传", "waiting";
    OverlayUploading: "上传", "uploading";
    OverlayLeaving: "释放", "leaving";
    OverlayBytes: "数据", "Bytes";
    OverlayFetched: "已下载 MB", "fetched MB";
    OverlayRate: "MB/s", "MB/s";
    OverlayMemory: "内存 MB", "in memory MB";
    OverlayGpu: "显存", "GPU";
    OverlayBooths: "展位", "Booths";
    OverlayFailed: "失败", "failed";
    OverlayNothing: "未到", "nothing";
    OverlayProxy: "轮廓", "proxy";
    OverlayNear: "近观", "near";
    OverlayFull: "完整", "full";
    OverlayTextures: "贴图", "textures";

    CreditsTitle: "素材鸣谢", "Credits";
    CreditsNone: "本展会没有列出素材来源。", "This fair lists no credits.";
    CreditsBy: "作者", "By";
    CreditsLicence: "许可", "Licence";
    CreditsChanges: "改动", "Changes";

    WristMenu: "菜单", "Menu";
    WristHow: "捏合或握拳", "Pinch, or a fist";
    Welcome: "欢迎参观", "Welcome to the fair";
    WelcomeGo: "走动", "Go";
    WelcomeGoHeadset: "向前推摇杆瞄准地面，松开即到达；徒手时捏合并松开。", "Push the stick ahead to aim at the floor and let go; with bare hands, pinch and let go.";
    WelcomeGoWindow: "按 W A S D 行走，或按住 ↑ 瞄准地面再松开。", "Walk by W A S D, or hold ↑ to aim at the floor and let go.";
    WelcomeTurn: "转身", "Turn";
    WelcomeTurnHeadset: "左右推摇杆，或转动身体，或按菜单面板上的 ← →。", "Push the stick aside, turn yourself, or press ← → on the menu's panel.";
    WelcomeTurnWindow: "按住鼠标右键环顾，或按 ← →。", "Hold the right button to look around, or press ← →.";
    WelcomeTake: "拿起一件展品", "Take a product";
    WelcomeTakeRight: "用右手指向展品，按握键（或握拳）拿起；放回原处即归位。", "Point at one with the right hand and squeeze (or make a fist); let go near its place to put it back.";
    WelcomeTakeLeft: "用左手指向展品，按握键（或握拳）拿起；放回原处即归位。", "Point at one with the left hand and squeeze (or make a fist); let go near its place to put it back.";
    WelcomeMenuRight: "菜单：按菜单键，或看着左手掌心捏合", "Menu button, or pinch while you look at your left palm";
    WelcomeMenuLeft: "菜单：按菜单键，或看着右手掌心捏合", "Menu button, or pinch while you look at your right palm";
    RightHanded: "惯用右手", "Right-handed";
    LeftHanded: "惯用左手", "Left-handed";
    WelcomeTakeWindow: "用鼠标指向展品，按住 G 拿起。", "Point at one with the mouse and hold G.";
    WelcomeTabletWindow: "Tab 键打开查找、地图和设置。", "Tab opens finding, map, settings.";
    WelcomeSkip: "跳过，直接参观", "Skip this";
    WelcomeDone: "开始参观", "Begin the visit";
    TabFind: "查找", "Find";
    TabMap: "地图", "Map";
    TabKept: "收藏", "Kept";
    TabSettings: "设置", "Settings";
    TabHelp: "帮助", "Help";
    Close: "关闭", "Close";
    Back: "返回", "Back";
    Lead: "带路", "Show the way";
    StopLeading: "停止带路", "Stop leading";
    Jump: "直接前往", "Go there now";
    Keep: "☆ 收藏", "☆ Keep";
    IsKept: "★ 已收藏", "★ Kept";
    TourKept: "带我逛收藏的展位", "Take me round these booths";
    TourTo: "导览：前往第 {n} 站，共 {all} 站", "Tour: stop {n} of {all}";
    TourWaits: "导览已暂停：第 {n} 站，共 {all} 站", "Tour waits: stop {n} of {all}";
    TourNext: "下一站", "Next stop";
    TourPause: "暂停", "Wait";
    TourGoOn: "继续", "Go on";
    TourEnd: "结束导览", "End";
    KeptItems: "收藏的展位和产品", "Booths and products you kept";
    KeptNone: "还没有收藏。在展位或产品的页面上点“收藏”。", "Nothing yet. Press Keep on the page of a booth or product.";
    SeenBooths: "到过的展位", "Booths you have seen";
    SeenNone: "还没有到过任何展位。", "None yet.";
    SeenForget: "清除足迹", "Forget them";
    TypePinyin: "拼音", "Pinyin";
    TypeLatin: "英文", "ABC";
    TypeSpace: "空格", "Space";
    TypeClear: "清空", "Clear";
    SetLanguage: "语言", "Language";
    SetText: "文字大小", "Text";
    SetContrast: "高对比度", "High contrast";
    SetTurn: "转身方式", "Turning";
    SetWalk: "摇杆行走", "Walk by stick";
    SetVignette: "移动时收窄视野", "Darken edges moving";
    SetMotion: "减少动画", "Less motion";
    SetPosture: "姿势", "Posture";
    SetEyes: "视线高度", "See from";
    SetSat: "坐着时眼高", "Eyes in the seat";
    MeasureAgain: "重新测量", "Measure again";
    SetMain: "惯用手", "Main hand";
    SetOneHand: "单手操作", "One hand only";
    HandLeft: "左手", "Left";
    HandRight: "右手", "Right";
    SetSteady: "稳定指针", "Steady the pointer";
    SetRays: "显示指针射线", "Show rays";
    SetVolume: "音量", "Sound";
    SetCaptions: "字幕", "Captions";
    VolumeLow: "低", "Low";
    VolumeMiddle: "中", "Mid";
    VolumeFull: "高", "High";
    On: "开", "On";
    Off: "关", "Off";
    TextPlain: "标准", "Standard";
    TextLarge: "大", "Large";
    TurnSnap: "分段", "Snap";
    TurnSmooth: "平滑", "Smooth";
    Standing: "站姿", "Standing";
    Seated: "坐姿", "Seated";
    HelpMove: "向前推摇杆瞄准，松开即到达；左右推摇杆转身。", "Push the stick ahead to aim and let go to be there; push it aside to turn.";
    HelpTake: "用握键拿起展品，双手可放大缩小，放回原处即归位。", "Squeeze to take a product, use both hands to scale it, let go near its place to put it back.";
    HelpCarry: "用握键也能移动面板和地图：对准它握住，前后推摇杆拉远拉近。", "Squeeze on a panel or the map to carry it; the stick pushes it away and pulls it near.";
    HelpOne: "单手也行：在空中松手，展品留在原处，用同一只手操作工具，在卡片上缩放和转动它。", "One hand will do: let go in the air, work on it with the same hand, scale and turn it on its card.";
    HelpTabletRight: "打开本面板：菜单键，或按下没有菜单键的手柄的摇杆；徒手时看左手掌心并捏合。", "This panel: menu button, or click the stick where there is none; bare hands: look at the left palm and pinch.";
    HelpTabletLeft: "打开本面板：菜单键，或按下没有菜单键的手柄的摇杆；徒手时看右手掌心并捏合。", "This panel: menu button, or click the stick where there is none; bare hands: look at the right palm and pinch.";
    PutBack: "放回", "Put back";
    PutDown: "放到地上", "To the floor";
    CardApart: "开合", "Apart";
    TurnYou: "转身", "Turn";
    NextVariant: "换一种款式", "Next form";
    CardSize: "实际尺寸（宽 × 高 × 深）", "True size (W × H × D)";
    CardTrue: "现在按原大显示", "Shown at true size";
    CardScale: "现在的比例", "Shown at";
    CardDocument: "资料：", "Document:";
    CardLook: "图片与资料", "Pictures and pages";
    CardBack: "返回展品", "Back to the product";
    CardComing: "正在载入…", "On its way…";
    CardMissing: "这一页现在无法显示。", "This page cannot be shown now.";
    CardNearer: "点一下放大", "Press to enlarge";
    CardWhole: "点一下看全图", "Press to see it whole";
    FindHint: "展位、产品或行业：汉字、拼音或首字母", "Booths, products or industries";
    FindBooth: "展位", "Booth";
    FindProduct: "产品", "Product";
    FindIndustry: "行业", "Industry";
    FindNothing: "没有找到", "Nothing found for";
}
