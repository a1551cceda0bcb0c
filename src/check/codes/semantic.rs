//! What single objects of a model must not say.

super::codes! {
    ACCESSOR_MATRIX_ALIGNMENT Error {
        "The matrices start at byte {found}, no multiple of 4." "Start matrix accessors at a multiple of 4 bytes."
        "矩阵数据从第 {found} 字节开始，不是 4 的倍数。" "矩阵访问器的起点应为 4 字节的倍数。"
    }
    ACCESSOR_NORMALIZED_INVALID Error {
        "Values of this component type cannot be normalized." "Remove normalized: only 8 and 16 bit integers take it."
        "这种分量类型的数据不能归一化。" "请删去 normalized：只有 8 位和 16 位整数可以归一化。"
    }
    ACCESSOR_OFFSET_ALIGNMENT Error {
        "byteOffset {found} is no multiple of the component's {size} bytes." "Start the data at a multiple of {size}."
        "byteOffset {found} 不是分量长度 {size} 字节的倍数。" "数据应从 {size} 的倍数处开始。"
    }
    ACCESSOR_SPARSE_COUNT_OUT_OF_RANGE Error {
        "The sparse part replaces {found} elements where only {count} are." "Lower sparse.count."
        "稀疏部分要替换 {found} 个元素，而总共只有 {count} 个。" "请减小 sparse.count 的数值。"
    }
    ASSET_MIN_VERSION_GREATER_THAN_VERSION Error {
        "minVersion {least} is greater than version {version}." "Set both to 2.0."
        "minVersion {least} 大于 version {version}。" "请把两者都设为 2.0。"
    }
    UNKNOWN_ASSET_MAJOR_VERSION Error {
        "It is glTF version {version}; this program knows version 2." "Export it as glTF 2.0."
        "文件版本为 glTF {version}，本程序只支持第 2 版。" "请导出为 glTF 2.0。"
    }
    UNKNOWN_ASSET_MINOR_VERSION Warning {
        "It is glTF 2.{minor}; only 2.0 is known." "Export it as glTF 2.0."
        "文件版本为 glTF 2.{minor}，目前只有 2.0。" "请导出为 glTF 2.0。"
    }
    BUFFER_DATA_URI_MIME_TYPE_INVALID Error {
        "The data URI of a buffer is of type {found}." "Use application/octet-stream or application/gltf-buffer."
        "缓冲区 data URI 的媒体类型为 {found}。" "请使用 application/octet-stream 或 application/gltf-buffer。"
    }
    BUFFER_VIEW_INVALID_BYTE_STRIDE Error {
        "This buffer view may have no byteStride." "Remove it: only vertex data is strided."
        "该缓冲区视图不应有 byteStride。" "请删去 byteStride：只有顶点数据可以带步长。"
    }
    BUFFER_VIEW_TOO_BIG_BYTE_STRIDE Error {
        "byteStride {stride} is more than the view's {length} bytes." "Correct byteStride or byteLength."
        "byteStride {stride} 大于视图的总长 {length} 字节。" "请修正 byteStride 或 byteLength。"
    }
    CAMERA_XMAG_YMAG_ZERO Error {
        "The magnification of the camera is 0." "Set half of the width and height of its view."
        "相机的放大倍率为 0。" "请设为视野宽、高的一半。"
    }
    CAMERA_XMAG_YMAG_NEGATIVE Warning {
        "The magnification {value} of the camera is negative." "Use a positive number."
        "相机的放大倍率 {value} 为负数。" "请使用正数。"
    }
    CAMERA_YFOV_GEQUAL_PI Warning {
        "The vertical field of view is {value} radians." "Keep it under Pi."
        "相机的竖直视角为 {value} 弧度。" "应小于 π。"
    }
    CAMERA_ZFAR_LEQUAL_ZNEAR Error {
        "zfar {far} is not beyond znear {near}." "Make zfar greater than znear."
        "zfar {far} 没有大于 znear {near}。" "请让 zfar 大于 znear。"
    }
    EXTRA_PROPERTY Note {
        "This property has no effect here." "Remove it."
        "该属性在此处不起作用。" "请将其删去。"
    }
    INVALID_EXTENSION_NAME_FORMAT Warning {
        "{name} is no proper name of an extension." "Names begin with a prefix in capitals, such as KHR_ or EXT_."
        "{name} 不是规范的扩展名称。" "扩展名称以大写前缀开头，例如 KHR_ 或 EXT_。"
    }
    NON_REQUIRED_EXTENSION Error {
        "The extension {name} cannot be optional." "List {name} in extensionsRequired too."
        "扩展 {name} 不能是可选的。" "请把 {name} 也列入 extensionsRequired。"
    }
    UNUSED_EXTENSION_REQUIRED Error {
        "The extension {name} is required but not listed as used." "List {name} in extensionsUsed too, or in neither."
        "扩展 {name} 被列为必需，却未列为已使用。" "请把 {name} 也列入 extensionsUsed，或两处都删去。"
    }
    MULTIPLE_EXTENSIONS Warning {
        "{name} does not go together with the other extensions of this object." "Keep one of them."
        "{name} 与该对象的其他扩展可能不兼容。" "请只保留其中一个。"
    }
    INVALID_GL_VALUE Error {
        "{value} does not fit into {type}." "Write a bound that the component type can hold."
        "{value} 超出了类型 {type} 的表示范围。" "请填写该分量类型能表示的值。"
    }
    NODE_EMPTY Note {
        "The node holds nothing." "Remove it, unless it marks a place."
        "该节点不含任何内容。" "若不是用来标记位置，请将其删去。"
    }
    NODE_MATRIX_DEFAULT Note {
        "The matrix is the identity." "Leave it out."
        "该矩阵是单位矩阵。" "可以将其省略。"
    }
    NODE_MATRIX_NON_TRS Error {
        "The matrix shears or flattens: it is no translation, rotation and scale." "Apply the transform to the mesh before exporting."
        "该矩阵含有切变或压扁，不能分解为平移、旋转和缩放。" "导出前请把变换应用到网格上。"
    }
    NODE_MATRIX_TRS Error {
        "The node has both a matrix and a translation, rotation or scale." "Keep one of the two."
        "该节点同时具有矩阵与平移、旋转或缩放。" "两者只保留其一。"
    }
    NON_OBJECT_EXTRAS Note {
        "extras is no object here." "Use an object, so that others can add to it."
        "此处的 extras 不是对象。" "建议使用对象，便于他人补充内容。"
    }
    NON_RELATIVE_URI Warning {
        "{uri} is no relative address." "Put the file beside the model and name it relatively: other addresses are not read."
        "{uri} 不是相对地址。" "请把文件放在模型旁边并使用相对名称：其他地址不会被读取。"
    }
    ROTATION_NON_UNIT Error {
        "The rotation has length {length} instead of 1." "Normalize the quaternion."
        "旋转四元数的长度为 {length}，应为 1。" "请将四元数归一化。"
    }
}
