//! The bytes behind accessors, buffers and images.

super::codes! {
    IO_ERROR Error {
        "{uri} cannot be read: {why}." "Put the file beside the model, with exactly this name."
        "无法读取 {uri}：{why}。" "请把该文件放在模型旁边，文件名须完全一致。"
    }
    DATA_NOT_CHECKED Note {
        "The elements were not looked at: the file asks for more than {limit} of them." "Split the model."
        "元素未逐一检查：文件中的元素超过 {limit} 个。" "请拆分模型。"
    }
    BUFFER_BYTE_LENGTH_MISMATCH Error {
        "The buffer declares {declared} bytes, but {found} are there." "Copy or export the data again, or correct byteLength."
        "缓冲区声明 {declared} 字节，实际只有 {found} 字节。" "请重新复制或导出数据，或修正 byteLength。"
    }
    BUFFER_GLB_CHUNK_TOO_BIG Warning {
        "The binary chunk holds {extra} bytes that nothing declares." "Export the file again."
        "二进制数据块中有 {extra} 字节未被声明。" "请重新导出该文件。"
    }
    DATA_URI_GLB Warning {
        "A .glb file holds a data URI, a third larger than the data." "Export with everything in the binary chunk."
        "GLB 文件中含有 data URI，体积比原数据大三分之一。" "请把所有数据导出到二进制数据块中。"
    }
    URI_GLB Note {
        "A .glb file refers to another file." "Pack everything into the .glb."
        "GLB 文件引用了外部文件。" "建议把所有内容打包进 .glb。"
    }
    ACCESSOR_ANIMATION_INPUT_NEGATIVE Error {
        "The time of key {element} is {value}, before 0." "Move the animation to start at 0."
        "第 {element} 个关键帧的时间为 {value}，小于 0。" "请把动画移到从 0 开始。"
    }
    ACCESSOR_ANIMATION_INPUT_NON_INCREASING Error {
        "The time {value} of key {element} is not after the one before, {before}." "Sort the keys and remove doubles."
        "第 {element} 个关键帧的时间 {value} 没有大于前一个的 {before}。" "请按时间排序并删去重复的关键帧。"
    }
    ACCESSOR_ANIMATION_SAMPLER_OUTPUT_NON_NORMALIZED_QUATERNION Error {
        "The rotation {element} has length {length} instead of 1." "Normalize the quaternions."
        "第 {element} 个旋转的长度为 {length}，应为 1。" "请将四元数归一化。"
    }
    ACCESSOR_ELEMENT_OUT_OF_MAX_BOUND Error {
        "{found} elements are above the declared maximum {bound}." "Write the real maximum."
        "有 {found} 个元素大于声明的最大值 {bound}。" "请填写实际的最大值。"
    }
    ACCESSOR_ELEMENT_OUT_OF_MIN_BOUND Error {
        "{found} elements are below the declared minimum {bound}." "Write the real minimum."
        "有 {found} 个元素小于声明的最小值 {bound}。" "请填写实际的最小值。"
    }
    ACCESSOR_MAX_MISMATCH Error {
        "The maximum is declared as {declared}, but is {real}." "Write the real maximum."
        "声明的最大值为 {declared}，实际为 {real}。" "请填写实际的最大值。"
    }
    ACCESSOR_MIN_MISMATCH Error {
        "The minimum is declared as {declared}, but is {real}." "Write the real minimum."
        "声明的最小值为 {declared}，实际为 {real}。" "请填写实际的最小值。"
    }
    ACCESSOR_INDEX_OOB Error {
        "Index {element} is {value}, but the last vertex is {last}." "Export the mesh again."
        "第 {element} 个索引为 {value}，而最后一个顶点是 {last}。" "请重新导出该网格。"
    }
    ACCESSOR_INDEX_PRIMITIVE_RESTART Error {
        "Index {element} is {value}, which restarts the primitive." "Use a wider type of indices, or split the mesh."
        "第 {element} 个索引为 {value}，是图元重启值。" "请使用更宽的索引类型，或拆分网格。"
    }
    ACCESSOR_INDEX_TRIANGLE_DEGENERATE Note {
        "{found} of {total} triangles have no area." "Clean the mesh up: they are processed but never seen."
        "{total} 个三角形中有 {found} 个没有面积。" "请清理网格：它们占用处理时间却看不到。"
    }
    ACCESSOR_INVALID_FLOAT Error {
        "Component {element} is {value}." "Export again: every number must be finite."
        "第 {element} 个分量为 {value}。" "请重新导出：所有数值都必须是有限数。"
    }
    ACCESSOR_INVALID_IBM Error {
        "Component {component} at {element} of an inverse bind matrix is {value}." "The last row must be 0 0 0 1."
        "逆绑定矩阵第 {element} 处的分量 {component} 为 {value}。" "最后一行必须是 0 0 0 1。"
    }
    ACCESSOR_INVALID_SIGN Error {
        "The handedness of tangent {element} is {value}." "Use 1 or -1."
        "第 {element} 个切线的手性为 {value}。" "应为 1 或 -1。"
    }
    ACCESSOR_JOINTS_INDEX_OOB Error {
        "Component {element} names joint {joint}; the last one of skin {skin} is {last}." "Export mesh and skin together again."
        "第 {element} 个分量引用了关节 {joint}，而蒙皮 {skin} 的最后一个关节是 {last}。" "请重新一起导出网格和蒙皮。"
    }
    ACCESSOR_NON_CLAMPED Error {
        "Component {element} is {value}; 0 to 1 is allowed." "Bring the colours into 0 to 1."
        "第 {element} 个分量为 {value}，允许范围为 0 到 1。" "请把颜色限制在 0 到 1 之间。"
    }
    ACCESSOR_SPARSE_INDEX_OOB Error {
        "Sparse index {element} is {value}; the accessor has {count} elements." "Export the data again."
        "第 {element} 个稀疏索引为 {value}，而访问器只有 {count} 个元素。" "请重新导出数据。"
    }
    ACCESSOR_SPARSE_INDICES_NON_INCREASING Error {
        "Sparse index {element} is {value}, not after the one before, {before}." "Sort them and remove doubles."
        "第 {element} 个稀疏索引为 {value}，没有大于前一个的 {before}。" "请排序并删去重复项。"
    }
    ACCESSOR_VECTOR3_NON_UNIT Error {
        "The vector {element} has length {length} instead of 1." "Normalize normals and tangents when exporting."
        "第 {element} 个向量的长度为 {length}，应为 1。" "导出时请将法线和切线归一化。"
    }
    ACCESSOR_WEIGHTS_NEGATIVE Error {
        "Weight {element} is {value}." "Weights are 0 or more."
        "第 {element} 个权重为 {value}。" "权重不能为负数。"
    }
    ACCESSOR_WEIGHTS_NON_NORMALIZED Error {
        "The weights of vertex {vertex} sum up to {sum}." "Normalize the weights to a sum of 1."
        "第 {vertex} 个顶点的权重之和为 {sum}。" "请将权重之和归一化为 1。"
    }
    IMAGE_DATA_INVALID Error {
        "The image is broken: {why}." "Save the image again."
        "图像数据有误：{why}。" "请重新保存该图像。"
    }
    IMAGE_FEATURES_UNSUPPORTED Warning {
        "The image has a colour profile, animation or non-square pixels, which are ignored." "Save it as plain sRGB."
        "图像带有色彩配置、动画或非方形像素，这些会被忽略。" "请保存为普通的 sRGB 图像。"
    }
    IMAGE_MIME_TYPE_INVALID Error {
        "The image is {found}, but is declared as {declared}." "Correct mimeType, or convert the image."
        "图像实际格式为 {found}，却声明为 {declared}。" "请修正 mimeType，或转换图像。"
    }
    IMAGE_NON_ENABLED_MIME_TYPE Error {
        "An image of type {found} needs an extension." "Use the extension for this format, or PNG or JPEG."
        "{found} 类型的图像需要扩展支持。" "请使用对应的扩展，或改用 PNG、JPEG。"
    }
    IMAGE_NPOT_DIMENSIONS Note {
        "The image is {width} by {height}." "Powers of two compress best and have clean mip levels."
        "图像尺寸为 {width}×{height}。" "边长为 2 的幂时压缩效果最好，多级纹理也更清晰。"
    }
    IMAGE_UNEXPECTED_EOS Error {
        "The image ends before its size is told." "Save the image again: it is cut off."
        "图像数据在给出尺寸之前就结束了。" "请重新保存图像：文件被截断了。"
    }
    IMAGE_UNRECOGNIZED_FORMAT Warning {
        "The image is of no known format." "Save it as PNG, JPEG, WebP or KTX2."
        "无法识别该图像的格式。" "请保存为 PNG、JPEG、WebP 或 KTX2。"
    }
    IMAGE_LARGE Warning {
        "The image is {width} by {height} texels; 2048 is the most that a booth should use." "Scale it down: each halving saves three quarters of the memory."
        "图像尺寸为 {width}×{height}，展位建议不超过 2048。" "请缩小图像：边长减半可节省四分之三的显存。"
    }
    IMAGE_KTX2_SMALLER Note {
        "This {format} image takes {memory} MB on the GPU; as KTX2 it takes about {ktx2} MB." "Convert it with KHR_texture_basisu."
        "该 {format} 图像占用 {memory} MB 显存，转为 KTX2 后约为 {ktx2} MB。" "请使用 KHR_texture_basisu 转换。"
    }
}
