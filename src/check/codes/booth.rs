//! What a model or a booth costs, and how it stands.

super::codes! {
    BUDGET_TRIANGLES Warning {
        "{found} triangles are drawn; the budget is {limit}." "Reduce the meshes, first of all what is small in sight."
        "绘制了 {found} 个三角形，预算为 {limit}。" "请减面，先从画面中较小的物体开始。"
    }
    BUDGET_DRAWS Warning {
        "It takes {found} draws; the budget is {limit}." "Join meshes that share a material, and put colours into one atlas."
        "需要 {found} 次绘制，预算为 {limit}。" "请合并使用同一材质的网格，并把颜色合入一张图集。"
    }
    BUDGET_TEXTURES Warning {
        "Textures take {found} MB on the GPU; the budget is {limit} MB." "Use smaller images, or KTX2."
        "纹理占用 {found} MB 显存，预算为 {limit} MB。" "请使用更小的图像，或改用 KTX2。"
    }
    BUDGET_DOWNLOAD Warning {
        "Visitors download {found} MB before the first good view; the budget is {limit} MB." "Compress geometry (Draco) and textures (KTX2), or use smaller images."
        "访客在看到清晰画面前需下载 {found} MB，预算为 {limit} MB。" "请压缩几何（Draco）和纹理（KTX2），或使用更小的图像。"
    }
    MODEL_NOTHING_DRAWN Warning {
        "Its scene shows nothing." "Export the objects that should be seen."
        "其场景没有任何可见内容。" "请导出应当显示的物体。"
    }
    MODEL_SCALE_SUSPICIOUS Warning {
        "It is {size} m long. Was it exported in {unit}?" "Export in metres, or scale by {factor}."
        "其长度为 {size} m，是否以 {unit} 为单位导出？" "请以米为单位导出，或缩放 {factor} 倍。"
    }
    MODEL_PIVOT_FAR Warning {
        "Its middle lies {distance} m from its origin, while it is {size} m long." "Move the model to its origin before exporting."
        "其中心距原点 {distance} m，而模型长 {size} m。" "导出前请把模型移到原点。"
    }
}
