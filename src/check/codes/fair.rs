//! The text files of fairs and booths, and what lies beside them.

super::codes! {
    FAIR_MANIFEST Fatal {
        "The fair cannot be opened: {reason}." "Correct this file."
        "无法打开展会：{reason}。" "请修正该文件。"
    }
    BOOTH_MANIFEST Error {
        "The booth cannot be read, and a sign stands on its plot instead: {reason}." "Correct the file that is named."
        "展位无法读取，其位置只显示告示牌：{reason}。" "请修正所指的文件。"
    }
    HALL_UNREACHABLE Warning {
        "No passage leads to hall {hall}, from any hall that can be got to from the first one." "Give one of those a [[hall.passage]] to it."
        "从第一个展馆出发，没有通道可到达展馆 {hall}。" "请在可到达的展馆中添加通往它的 [[hall.passage]]。"
    }
    REACTION_MISSING Error {
        "The reaction names the animation {name}, which {model} does not have." "Name one that it has: {known}."
        "互动引用了动画 {name}，但 {model} 中没有它。" "请改用其中已有的动画：{known}。"
    }
    COUNTER_MISSING Error {
        "The counter names the node {name}, which {model} does not have." "Name a node of it, or give position and size."
        "柜台引用了节点 {name}，但 {model} 中没有它。" "请改用其中的节点，或写明 position 和 size。"
    }
    REACTION_NO_MODEL Error {
        "Reactions and a counter's node are of the model, and there is none." "Add the model, or remove them."
        "互动与柜台节点来自模型，但这里没有模型。" "请添加模型，或将其删去。"
    }
    HALL_MODEL_COST Warning {
        "The model of hall {hall} takes {draws} draws and {triangles} triangles, and is always drawn; a standalone headset has time for {most_draws} and {most_triangles} beside the booths." "Join meshes that share a material, and reduce the meshes."
        "展厅 {hall} 的模型需要 {draws} 次绘制、{triangles} 个三角形，且始终绘制；除展位外，一体机每帧只有 {most_draws} 次绘制、{most_triangles} 个三角形的余量。" "请合并使用同一材质的网格，并减面。"
    }
    HALL_VIEW_COST Note {
        "As it is, a view of hall {hall} may take {draws} draws and {triangles} triangles; a standalone headset has time for {most_draws} and {most_triangles} in a frame, and leaves out what looks smallest." "Pack the fair: what is far then has a plainer form, and is not left out."
        "按现状，展厅 {hall} 的一个视角可能需要 {draws} 次绘制、{triangles} 个三角形；一体机每帧只能绘制 {most_draws} 次、{most_triangles} 个三角形，看起来最小的会被省略。" "请打包展会：远处的物体会有更简单的形式，不再被省略。"
    }
    FILE_MISSING Error {
        "There is no file {file}." "Put it there, or remove what names it."
        "找不到文件 {file}。" "请补上该文件，或删去对它的引用。"
    }
    FILE_UNREADABLE Error {
        "{file} cannot be read: {why}." "Correct it, or remove what names it."
        "{file} 无法读取：{why}。" "请修正该文件，或删去对它的引用。"
    }
    PICTURE_FORMAT Error {
        "{file} is no picture that posters take." "Save it as PNG, JPEG or WebP."
        "{file} 不是海报可用的图片。" "请存为 PNG、JPEG 或 WebP 格式。"
    }
    PICTURE_TOO_LARGE Error {
        "The picture {file} has {width} x {height} texels." "Scale it to at most {limit} a side."
        "图片 {file} 为 {width}×{height} 像素。" "请缩小到每边不超过 {limit}。"
    }
    PICTURE_SHAPE Note {
        "The picture {file} fills only {percent}% of its place." "Give its place the shape of the picture."
        "图片 {file} 只占其位置的 {percent}%。" "请让该位置的宽高比与图片一致。"
    }
    SOUND_FORMAT Error {
        "{file} is {kind}; sounds are Ogg with Opus or Vorbis." "Convert it: {command}."
        "{file} 是 {kind} 格式，声音须为 Opus 或 Vorbis 编码的 Ogg。" "请转换：{command}。"
    }
    SOUND_CHANNELS Error {
        "The sound {file} has {channels} channels; 1 or 2 are allowed." "Convert it: {command}."
        "声音 {file} 有 {channels} 个声道，只能是 1 或 2 个。" "请转换：{command}。"
    }
    SOUND_TOO_LONG Error {
        "The sound {file} is {seconds} s long; {limit} s are allowed." "Shorten it: what is repeated may be short."
        "声音 {file} 长 {seconds} 秒，上限为 {limit} 秒。" "请剪短：循环播放的声音可以很短。"
    }
    SOUND_TOO_LARGE Error {
        "The sound {file} has {size} MB; {limit} MB are allowed." "Shorten it, or convert it: {command}."
        "声音 {file} 为 {size} MB，上限为 {limit} MB。" "请剪短或转换：{command}。"
    }
    SOUND_STEREO Note {
        "The sound {file} has two channels, and is heard out of one place." "One channel is half as much to download: {command}."
        "声音 {file} 有两个声道，但从一处发出。" "单声道的下载量减半：{command}。"
    }
    SOUND_FAINT Note {
        "Hardly anything is heard of the sound {file}." "Make the file louder: gain adds 12 dB at most."
        "声音 {file} 几乎听不见。" "请提高文件音量：gain 最多增加 12 dB。"
    }
    VIDEO_FORMAT Error {
        "{file} is {kind}; films are WebM with AV1 and Opus." "Convert it: {command}."
        "{file} 是 {kind} 格式，视频须为 AV1 和 Opus 编码的 WebM。" "请转换：{command}。"
    }
    VIDEO_CODEC Error {
        "The film {file} has {codec}; it has to be AV1 of 8 bits 4:2:0, with Opus in one or two channels or without sound." "Convert it: {command}."
        "视频 {file} 的编码是 {codec}，须为 8 位 4:2:0 的 AV1，声音须为单声道或双声道 Opus，也可没有声音。" "请转换：{command}。"
    }
    VIDEO_SIZE Error {
        "The film {file} has {size} texels; 64 to 1920x1080 are allowed." "Convert it: {command}."
        "视频 {file} 为 {size} 像素，应在 64 到 1920x1080 之间。" "请转换：{command}。"
    }
    VIDEO_FAST Error {
        "The film {file} has {rate} pictures a second; 60 are allowed." "Convert it: {command}."
        "视频 {file} 每秒 {rate} 帧，上限为 60 帧。" "请转换：{command}。"
    }
    VIDEO_TOO_LONG Error {
        "The film {file} is longer than {seconds} s; {limit} s are allowed." "Shorten it, or show parts of it on several walls."
        "视频 {file} 超过 {seconds} 秒，上限为 {limit} 秒。" "请剪短，或分段放在几面视频墙上。"
    }
    VIDEO_TOO_LARGE Error {
        "The film {file} has {size} MB; {limit} MB are allowed." "Shorten it, or convert it: {command}."
        "视频 {file} 为 {size} MB，上限为 {limit} MB。" "请剪短或转换：{command}。"
    }
    VIDEO_HEAVY Warning {
        "The film {file} has {size} texels, {rate} times a second: a standalone headset leaves pictures out." "Convert it: {command}."
        "视频 {file} 为 {size} 像素、每秒 {rate} 帧，一体机头显会丢帧。" "请转换：{command}。"
    }
    VIDEO_IS Note {
        "The film {file} is {seconds} s long and has {size} texels, {rate} times a second." "Nothing need be done."
        "视频 {file} 长 {seconds} 秒，{size} 像素，每秒 {rate} 帧。" "无需处理。"
    }
    FONT_TOO_LARGE Error {
        "The font {file} has {size} MB; {limit} MB are allowed for all fonts of a fair." "Name a font with fewer characters."
        "字体 {file} 为 {size} MB，一个展会的字体合计上限为 {limit} MB。" "请改用字符较少的字体。"
    }
    GLYPH_MISSING Warning {
        "No font has {characters}: visitors see a box there." "Name a font that has it in fair.toml: [[font]] with file and credit."
        "没有字体包含 {characters}，访客看到的是方框。" "请在 fair.toml 中指定含有该字的字体：[[font]]，写明 file 和 credit。"
    }
    TEXT_ONE_LANGUAGE Note {
        "The {what} has no text in {language}." "Add it: visitors who read {language} see the other language."
        "{what} 缺少 {language} 文本。" "请补上：阅读 {language} 的访客只能看到另一种语言。"
    }
    BOOTH_NO_MODEL Note {
        "The booth has no model; a plain one is shown." "Add booth.glb."
        "展位没有模型，将显示默认样式。" "请添加 booth.glb。"
    }
}
