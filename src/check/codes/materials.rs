//! Materials and what extensions add to models.

super::codes! {
    MATERIAL_ALPHA_CUTOFF_INVALID_MODE Warning {
        "alphaCutoff works only with the alpha mode MASK." "Set alphaMode to MASK, or remove alphaCutoff."
        "alphaCutoff 只在 alphaMode 为 MASK 时有效。" "请把 alphaMode 设为 MASK，或删去 alphaCutoff。"
    }
    KHR_LIGHTS_PUNCTUAL_LIGHT_SPOT_ANGLES Error {
        "The outer cone angle {outer} is not more than the inner one, {inner}." "Make the outer one wider."
        "外锥角 {outer} 没有大于内锥角 {inner}。" "请增大外锥角。"
    }
    KHR_MATERIALS_ANISOTROPY_ANISOTROPY_TEXTURE_TEXCOORD Warning {
        "Normal and anisotropy textures use different texture coordinates." "Use one set for both."
        "法线纹理与各向异性纹理使用了不同的纹理坐标。" "两者请使用同一组坐标。"
    }
    KHR_MATERIALS_CLEARCOAT_CLEARCOAT_NORMAL_TEXTURE_TEXCOORD Warning {
        "Normal and clearcoat normal textures use different texture coordinates." "Use one set for both."
        "法线纹理与清漆法线纹理使用了不同的纹理坐标。" "两者请使用同一组坐标。"
    }
    KHR_MATERIALS_DISPERSION_NO_VOLUME Warning {
        "Dispersion has no effect without KHR_materials_volume." "Add a volume, or remove the dispersion."
        "没有 KHR_materials_volume 时色散不起作用。" "请添加体积，或删去色散。"
    }
    KHR_MATERIALS_EMISSIVE_STRENGTH_ZERO_FACTOR Warning {
        "The emissive strength has no effect: the emissive factor is black." "Set emissiveFactor."
        "自发光系数为黑色，自发光强度不起作用。" "请设置 emissiveFactor。"
    }
    KHR_MATERIALS_IRIDESCENCE_THICKNESS_RANGE_WITHOUT_TEXTURE Note {
        "The least thickness has no effect without a texture." "Remove it."
        "没有厚度纹理时最小厚度不起作用。" "可以将其删去。"
    }
    KHR_MATERIALS_IRIDESCENCE_THICKNESS_TEXTURE_UNUSED Note {
        "The thickness texture has no effect: both ends of the range are equal." "Remove the texture, or widen the range."
        "厚度范围两端相等，厚度纹理不起作用。" "请删去该纹理，或扩大范围。"
    }
    KHR_MATERIALS_VOLUME_DOUBLE_SIDED Warning {
        "A material with a volume is double-sided." "Make it single-sided and close the mesh."
        "带体积的材质设为了双面。" "请改为单面，并使网格封闭。"
    }
    KHR_MATERIALS_VOLUME_NO_TRANSMISSION Warning {
        "The volume shows nothing: no light passes the surface." "Add KHR_materials_transmission."
        "光线不能穿过表面，体积效果不可见。" "请添加 KHR_materials_transmission。"
    }
    KHR_MATERIALS_VARIANTS_NON_UNIQUE_VARIANT Error {
        "The variant {variant} is mapped twice for this primitive." "Map each variant to one material."
        "变体 {variant} 在该图元中被映射了两次。" "每个变体只应对应一个材质。"
    }
}
