//! What objects of a model say of each other: buffers, nodes, skins, animations, extensions.

super::codes! {
    UNRESOLVED_REFERENCE Error {
        "It points at {what} {index}, but there are {count}." "Correct the index, counted from 0."
        "它引用了 {what} 的第 {index} 项，但该列表只有 {count} 项。" "请修正索引，从 0 起算。"
    }
    UNUSED_OBJECT Note {
        "Nothing uses this object." "Remove it: visitors download it all the same."
        "没有任何内容用到该对象。" "请将其删去：访客仍然要下载它。"
    }
    ACCESSOR_SMALL_BYTESTRIDE Error {
        "byteStride {stride} is less than the element's {size} bytes." "Use a stride of at least {size}."
        "byteStride {stride} 小于元素长度 {size} 字节。" "步长至少应为 {size}。"
    }
    ACCESSOR_TOO_LONG Error {
        "It reads {length} bytes from byte {offset}; the buffer view has {has}." "Correct count, byteOffset or the view's byteLength."
        "它从第 {offset} 字节起读取 {length} 字节，而缓冲区视图只有 {has} 字节。" "请修正 count、byteOffset 或视图的 byteLength。"
    }
    ACCESSOR_TOTAL_OFFSET_ALIGNMENT Error {
        "Its data starts at byte {offset} of the buffer, no multiple of {size}." "Align the buffer view to {size} bytes."
        "数据从缓冲区第 {offset} 字节开始，不是 {size} 的倍数。" "请让缓冲区视图按 {size} 字节对齐。"
    }
    ACCESSOR_USAGE_OVERRIDE Error {
        "The accessor is used as {new}, but as {old} elsewhere." "Give each use an accessor of its own."
        "该访问器在此用作 {new}，在别处用作 {old}。" "请为每种用途使用单独的访问器。"
    }
    BUFFER_VIEW_TARGET_OVERRIDE Error {
        "The buffer view holds {new} here, but {old} elsewhere." "Give each kind of data a buffer view of its own."
        "该缓冲区视图在此存放 {new}，在别处存放 {old}。" "请让每种数据使用单独的缓冲区视图。"
    }
    BUFFER_VIEW_TOO_LONG Error {
        "It reaches to byte {end}; the buffer has {has}." "Correct byteOffset or byteLength."
        "它延伸到第 {end} 字节，而缓冲区只有 {has} 字节。" "请修正 byteOffset 或 byteLength。"
    }
    BUFFER_MISSING_GLB_DATA Error {
        "The buffer means the binary chunk, but the file has none." "Export the file again, or give the buffer a uri."
        "该缓冲区指向二进制数据块，但文件中没有。" "请重新导出，或为缓冲区指定 uri。"
    }
    IMAGE_BUFFER_VIEW_WITH_BYTESTRIDE Error {
        "The buffer view of an image has a byteStride." "Remove byteStride."
        "图像所在的缓冲区视图带有 byteStride。" "请删去 byteStride。"
    }
    TEXTURE_INVALID_IMAGE_MIME_TYPE Error {
        "The texture's image is {found}; allowed here: {allowed}." "Store it as one of these, or use the extension for its format."
        "纹理的图像格式为 {found}，此处允许：{allowed}。" "请改用允许的格式，或使用对应该格式的扩展。"
    }
    ANIMATION_CHANNEL_TARGET_NODE_MATRIX Error {
        "The channel moves a node that has a matrix." "Give the node translation, rotation and scale instead."
        "该通道驱动的节点带有矩阵。" "请把节点的矩阵改为平移、旋转和缩放。"
    }
    ANIMATION_CHANNEL_TARGET_NODE_SKIN Warning {
        "The channel moves a node with a skin, which shows no effect." "Move the joints instead."
        "该通道驱动的是带蒙皮的节点，不会有效果。" "请改为驱动骨骼关节。"
    }
    ANIMATION_CHANNEL_TARGET_NODE_WEIGHTS_NO_MORPHS Error {
        "The channel sets weights of a mesh without morph targets." "Remove the channel, or add morph targets."
        "该通道设置变形权重，但网格没有变形目标。" "请删去该通道，或为网格添加变形目标。"
    }
    ANIMATION_DUPLICATE_TARGETS Error {
        "The channel moves the same property as channel {other}." "Keep one of them."
        "该通道与通道 {other} 驱动同一属性。" "请只保留其中一个。"
    }
    ANIMATION_SAMPLER_ACCESSOR_WITH_BYTESTRIDE Error {
        "The buffer view of animation data has a byteStride." "Remove byteStride and pack the data."
        "动画数据所在的缓冲区视图带有 byteStride。" "请删去 byteStride 并紧密排列数据。"
    }
    ANIMATION_SAMPLER_INPUT_ACCESSOR_INVALID_FORMAT Error {
        "The times have the format {found}; SCALAR FLOAT is needed." "Store times as 32 bit floats, in seconds."
        "时间数据的格式为 {found}，应为 SCALAR FLOAT。" "请以 32 位浮点数存储时间，单位为秒。"
    }
    ANIMATION_SAMPLER_INPUT_ACCESSOR_TOO_FEW_ELEMENTS Error {
        "A cubic spline has {found} keys; 2 are needed." "Add a key, or use LINEAR."
        "三次样条只有 {found} 个关键帧，至少需要 2 个。" "请增加关键帧，或改用 LINEAR。"
    }
    ANIMATION_SAMPLER_INPUT_ACCESSOR_WITHOUT_BOUNDS Error {
        "The accessor of the times has no min and max." "Add both: the animation's length is read from them."
        "时间访问器缺少 min 和 max。" "请补上两者：动画时长由此得出。"
    }
    ANIMATION_SAMPLER_OUTPUT_ACCESSOR_INVALID_COUNT Error {
        "The channel has {found} values; {expected} are expected." "Give as many values as the keys need."
        "该通道有 {found} 个值，应有 {expected} 个。" "值的个数应与关键帧相符。"
    }
    ANIMATION_SAMPLER_OUTPUT_ACCESSOR_INVALID_FORMAT Error {
        "The values for {path} have the format {found}." "Use one of: {allowed}."
        "{path} 的取值格式为 {found}。" "请使用以下格式之一：{allowed}。"
    }
    KHR_ANIMATION_POINTER_ANIMATION_CHANNEL_TARGET_NODE Error {
        "A channel with KHR_animation_pointer names a node." "Remove node: the pointer says what moves."
        "使用 KHR_animation_pointer 的通道还指定了节点。" "请删去 node：由指针说明驱动对象。"
    }
    KHR_ANIMATION_POINTER_ANIMATION_CHANNEL_TARGET_PATH Error {
        "A channel with KHR_animation_pointer has the path {found}." "Set the path to pointer."
        "使用 KHR_animation_pointer 的通道的 path 为 {found}。" "请把 path 设为 pointer。"
    }
    NODE_LOOP Error {
        "The node is its own ancestor." "Break the circle in children."
        "该节点是自身的祖先。" "请打断 children 中的循环。"
    }
    NODE_PARENT_OVERRIDE Error {
        "Node {node} has a parent already." "List each node as a child once; copy it for a second place."
        "节点 {node} 已有父节点。" "每个节点只能作为一次子节点；若要用在两处请复制。"
    }
    NODE_SKIN_NO_SCENE Error {
        "The joints of its skin are not in the same scene." "Put the joints into every scene that shows the mesh."
        "其蒙皮的关节不在同一场景中。" "请把关节放入显示该网格的每个场景。"
    }
    NODE_SKINNED_MESH_LOCAL_TRANSFORMS Warning {
        "The node's own transform has no effect: its mesh follows the joints." "Move the joints' root instead."
        "该节点自身的变换不起作用：其网格跟随关节。" "请改为移动关节的根节点。"
    }
    NODE_SKINNED_MESH_NON_ROOT Warning {
        "The node with a skin has a parent, whose transform has no effect on it." "Put it at the root of the scene."
        "带蒙皮的节点有父节点，但父节点的变换对它不起作用。" "请把它放在场景的根部。"
    }
    NODE_SKINNED_MESH_WITHOUT_SKIN Warning {
        "The mesh has joints, but the node has no skin." "Give the node its skin, or drop JOINTS and WEIGHTS."
        "网格带有关节数据，但节点没有蒙皮。" "请为节点指定蒙皮，或删去 JOINTS 与 WEIGHTS。"
    }
    NODE_SKIN_WITH_NON_SKINNED_MESH Error {
        "The node has a skin, but its mesh has no joints." "Remove the skin, or export the weights."
        "该节点有蒙皮，但其网格没有关节数据。" "请删去蒙皮，或导出权重。"
    }
    NODE_WEIGHTS_INVALID Error {
        "The node has {found} weights for {targets} morph targets." "Give one weight a target."
        "该节点有 {found} 个权重，而变形目标有 {targets} 个。" "每个变形目标应有一个权重。"
    }
    SCENE_NON_ROOT_NODE Error {
        "Node {node} is the child of another one." "List only root nodes in a scene."
        "节点 {node} 是其他节点的子节点。" "场景中只应列出根节点。"
    }
    SKIN_NO_COMMON_ROOT Error {
        "The joints have no common root." "Put them under one node."
        "各关节没有共同的根节点。" "请把它们放在同一个节点之下。"
    }
    SKIN_SKELETON_INVALID Error {
        "The skeleton node is no common root of the joints." "Name an ancestor of all joints, or leave skeleton out."
        "skeleton 节点不是所有关节的共同祖先。" "请指定所有关节的祖先，或省略 skeleton。"
    }
    SKIN_IBM_ACCESSOR_WITH_BYTESTRIDE Error {
        "The buffer view of inverse bind matrices has a byteStride." "Remove byteStride."
        "逆绑定矩阵所在的缓冲区视图带有 byteStride。" "请删去 byteStride。"
    }
    SKIN_IBM_INVALID_FORMAT Error {
        "The inverse bind matrices have the format {found}." "Use MAT4 FLOAT."
        "逆绑定矩阵的格式为 {found}。" "请使用 MAT4 FLOAT。"
    }
    INVALID_IBM_ACCESSOR_COUNT Error {
        "There are {found} inverse bind matrices for {joints} joints." "Give one matrix a joint."
        "逆绑定矩阵有 {found} 个，而关节有 {joints} 个。" "每个关节应有一个矩阵。"
    }
    UNDECLARED_EXTENSION Error {
        "The extension {name} is not listed in extensionsUsed." "List it."
        "扩展 {name} 未列入 extensionsUsed。" "请将其列入。"
    }
    UNEXPECTED_EXTENSION_OBJECT Error {
        "The extension {name} has no meaning at this place." "Remove it, or move it to the object that it extends."
        "扩展 {name} 在此处没有意义。" "请将其删去，或移到它所扩展的对象上。"
    }
    UNSUPPORTED_EXTENSION Note {
        "The contents of the extension {name} are not checked." "Look at the model in the program to be sure."
        "扩展 {name} 的内容未经检查。" "请在程序中查看模型以确认效果。"
    }
}
