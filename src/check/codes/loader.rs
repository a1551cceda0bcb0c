//! Why the loader refuses a model, one code a kind of reason.

super::codes! {
    LOAD_READ Fatal {
        "The model cannot be drawn: {reason}." "Put the file in its place and make it readable."
        "无法显示该模型：文件读取失败（{reason}）。" "请把文件放到对应位置，并确保可以读取。"
    }
    LOAD_CONTAINER Fatal {
        "The model cannot be drawn: {reason}." "Export or copy the file again."
        "无法显示该模型：GLB 容器已损坏（{reason}）。" "请重新导出或复制该文件。"
    }
    LOAD_JSON Fatal {
        "The model cannot be drawn: {reason}." "Export the file again."
        "无法显示该模型：JSON 无法解析（{reason}）。" "请重新导出该文件。"
    }
    LOAD_INVALID Fatal {
        "The model cannot be drawn: {reason}." "Correct this place, or export the file again."
        "无法显示该模型：内容不符合要求（{reason}）。" "请修正此处，或重新导出该文件。"
    }
    LOAD_INDEX Fatal {
        "The model cannot be drawn: {reason}." "Correct the index, or export the file again."
        "无法显示该模型：引用的对象不存在（{reason}）。" "请修正索引，或重新导出该文件。"
    }
    LOAD_SHORT Fatal {
        "The model cannot be drawn: {reason}." "Export or copy the data again: some of it is missing."
        "无法显示该模型：数据不足（{reason}）。" "请重新导出或复制：部分数据缺失。"
    }
    LOAD_TOO_MUCH Fatal {
        "The model cannot be drawn: {reason}." "Simplify or split the model."
        "无法显示该模型：规模超出上限（{reason}）。" "请简化或拆分模型。"
    }
    LOAD_NOT_FINITE Fatal {
        "The model cannot be drawn: {reason}." "Export again: every number must be finite."
        "无法显示该模型：数据中有非有限数（{reason}）。" "请重新导出：所有数值都必须是有限数。"
    }
    LOAD_URI Fatal {
        "The model cannot be drawn: {reason}." "Put the file beside the model and name it relatively."
        "无法显示该模型：地址被拒绝（{reason}）。" "请把文件放在模型旁边并使用相对名称。"
    }
    LOAD_IMAGE Fatal {
        "The model cannot be drawn: {reason}." "Save the image again as PNG, JPEG, WebP or KTX2."
        "无法显示该模型：图像无法解码（{reason}）。" "请把图像重新保存为 PNG、JPEG、WebP 或 KTX2。"
    }
    LOAD_REQUIRED Fatal {
        "The model cannot be drawn: {reason}." "Export without this extension."
        "无法显示该模型：它要求使用未支持的扩展（{reason}）。" "导出时请不要使用该扩展。"
    }
}
