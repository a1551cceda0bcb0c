//! The container of a .glb file.

super::codes! {
    GLB_INVALID_MAGIC Error {
        "The file begins with {found} and not with glTF." "Export it as GLB; a renamed file of another format is none."
        "文件开头为 {found}，而不是 glTF。" "请导出为 GLB；把其他格式的文件改名是不行的。"
    }
    GLB_INVALID_VERSION Error {
        "It is version {found} of the GLB container." "Export it as glTF 2.0."
        "GLB 容器版本为 {found}。" "请导出为 glTF 2.0。"
    }
    GLB_LENGTH_TOO_SMALL Error {
        "The header declares {declared} bytes, less than the header itself." "Export the file again."
        "文件头声明长度为 {declared} 字节，比文件头本身还短。" "请重新导出该文件。"
    }
    GLB_LENGTH_MISMATCH Error {
        "The header declares {declared} bytes, but there are {found}." "Copy or export the file again: it may be cut off."
        "文件头声明 {declared} 字节，实际为 {found} 字节。" "请重新复制或导出：文件可能被截断。"
    }
    GLB_CHUNK_LENGTH_UNALIGNED Error {
        "The length {length} of the chunk {chunk} is no multiple of 4." "Pad JSON with spaces and binary data with zeros."
        "数据块 {chunk} 的长度 {length} 不是 4 的倍数。" "JSON 块请用空格补齐，二进制块请用零补齐。"
    }
    GLB_CHUNK_TOO_BIG Error {
        "The chunk {chunk} of {length} bytes reaches past the declared end." "Export the file again."
        "数据块 {chunk} 长 {length} 字节，超出了声明的文件末尾。" "请重新导出该文件。"
    }
    GLB_DUPLICATE_CHUNK Error {
        "There is a second chunk {chunk}." "Keep one."
        "数据块 {chunk} 出现了第二次。" "请只保留一个。"
    }
    GLB_EMPTY_CHUNK Error {
        "The chunk {chunk} is empty." "Export the file again."
        "数据块 {chunk} 为空。" "请重新导出该文件。"
    }
    GLB_EMPTY_BIN_CHUNK Note {
        "The binary chunk is empty." "Leave it out."
        "二进制数据块为空。" "可以将其省略。"
    }
    GLB_EXTRA_DATA Warning {
        "{extra} bytes follow the declared end." "Remove them."
        "声明的文件末尾之后还有 {extra} 字节。" "请删去多余的数据。"
    }
    GLB_UNEXPECTED_BIN_CHUNK Error {
        "The binary chunk is not the second one." "Put it right behind the JSON."
        "二进制数据块不是第二个数据块。" "请把它紧接在 JSON 块之后。"
    }
    GLB_UNEXPECTED_END_OF_CHUNK_DATA Error {
        "The file ends inside of a chunk." "Copy or export the file again: it is cut off."
        "文件在数据块中间结束。" "请重新复制或导出：文件被截断了。"
    }
    GLB_UNEXPECTED_END_OF_CHUNK_HEADER Error {
        "The file ends inside of a chunk's header." "Copy or export the file again: it is cut off."
        "文件在数据块头部中间结束。" "请重新复制或导出：文件被截断了。"
    }
    GLB_UNEXPECTED_END_OF_HEADER Error {
        "The file ends inside of its header." "Copy or export the file again: it is cut off."
        "文件在文件头中间结束。" "请重新复制或导出：文件被截断了。"
    }
    GLB_UNEXPECTED_FIRST_CHUNK Error {
        "The first chunk is {chunk} and not JSON." "Put the JSON first."
        "第一个数据块是 {chunk}，而不是 JSON。" "请把 JSON 块放在最前面。"
    }
    GLB_UNKNOWN_CHUNK_TYPE Warning {
        "Nobody knows a chunk of type {chunk}." "Remove it: it costs visitors time."
        "未知的数据块类型 {chunk}。" "请将其删去：它只会增加访客的下载时间。"
    }
}
