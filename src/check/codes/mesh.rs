//! Meshes and their accessors.

super::codes! {
    MESH_INVALID_WEIGHTS_COUNT Error {
        "The mesh has {found} weights for {targets} morph targets." "Give one weight a target."
        "网格有 {found} 个权重，而变形目标有 {targets} 个。" "每个变形目标应有一个权重。"
    }
    MESH_PRIMITIVES_UNEQUAL_TARGETS_COUNT Error {
        "This primitive has {found} morph targets, the first one {first}." "Give all primitives of a mesh the same number."
        "该图元有 {found} 个变形目标，第一个图元有 {first} 个。" "同一网格的所有图元应有相同数目的变形目标。"
    }
    MESH_PRIMITIVE_INDEXED_SEMANTIC_CONTINUITY Error {
        "The sets of {semantic} have gaps: {found} are there, the highest number asks for {expected}." "Number them 0, 1, 2 without gaps."
        "{semantic} 的编号不连续：有 {found} 组，按最大编号应有 {expected} 组。" "请按 0、1、2 连续编号。"
    }
    MESH_PRIMITIVE_INVALID_ATTRIBUTE Error {
        "{name} is no name of an attribute." "Names of your own begin with an underscore."
        "{name} 不是有效的属性名。" "自定义属性名应以下划线开头。"
    }
    MESH_PRIMITIVE_JOINTS_WEIGHTS_MISMATCH Error {
        "There are {joints} sets of joints and {weights} of weights." "Give each JOINTS its WEIGHTS."
        "关节数据有 {joints} 组，权重数据有 {weights} 组。" "每组 JOINTS 应配一组 WEIGHTS。"
    }
    MESH_PRIMITIVE_NO_POSITION Warning {
        "The primitive has no positions and is not drawn." "Add POSITION, or remove it."
        "该图元没有顶点位置，不会显示。" "请补上 POSITION，或删去该图元。"
    }
    MESH_PRIMITIVE_TANGENT_WITHOUT_NORMAL Warning {
        "The primitive has tangents but no normals." "Export normals, or leave the tangents out."
        "该图元有切线却没有法线。" "请导出法线，或省略切线。"
    }
    MESH_PRIMITIVE_ACCESSOR_UNALIGNED Error {
        "The attribute's elements do not lie on multiples of 4 bytes." "Pad them: byteOffset and byteStride must be multiples of 4."
        "该属性的元素没有按 4 字节对齐。" "请补齐：byteOffset 与 byteStride 须为 4 的倍数。"
    }
    MESH_PRIMITIVE_ACCESSOR_WITHOUT_BYTESTRIDE Error {
        "Several accessors share this buffer view, which has no byteStride." "Set byteStride."
        "多个访问器共用该缓冲区视图，但它没有 byteStride。" "请设置 byteStride。"
    }
    MESH_PRIMITIVE_ATTRIBUTES_ACCESSOR_INVALID_FORMAT Error {
        "{semantic} has the format {found}." "Use one of: {allowed}."
        "{semantic} 的格式为 {found}。" "请使用以下格式之一：{allowed}。"
    }
    MESH_PRIMITIVE_ATTRIBUTES_ACCESSOR_UNSIGNED_INT Error {
        "The attribute {semantic} holds 32 bit integers." "Use 16 bit integers or floats."
        "属性 {semantic} 使用了 32 位整数。" "请使用 16 位整数或浮点数。"
    }
    MESH_PRIMITIVE_GENERATED_TANGENT_SPACE Warning {
        "The material has a normal texture, but the primitive no tangents: they are computed at loading." "Export tangents for the same look everywhere."
        "材质带有法线纹理，但图元没有切线，加载时将自动计算。" "请导出切线，以便各处外观一致。"
    }
    MESH_PRIMITIVE_NO_TANGENT_SPACE Error {
        "The material needs a tangent space, but the primitive has no tangents and no normal texture to compute them for." "Export normals and tangents."
        "材质需要切线空间，但图元没有切线，也没有可据以计算切线的法线纹理。" "请导出法线和切线。"
    }
    MESH_PRIMITIVE_INCOMPATIBLE_MODE Warning {
        "{count} vertices or indices do not fit the mode {mode}." "Remove what is left over, or correct the mode."
        "{count} 个顶点或索引与绘制模式 {mode} 不符。" "请删去多余部分，或修正绘制模式。"
    }
    MESH_PRIMITIVE_INDICES_ACCESSOR_INVALID_FORMAT Error {
        "The indices have the format {found}." "Use SCALAR of UNSIGNED_BYTE, UNSIGNED_SHORT or UNSIGNED_INT."
        "索引的格式为 {found}。" "请使用 SCALAR，分量为 UNSIGNED_BYTE、UNSIGNED_SHORT 或 UNSIGNED_INT。"
    }
    MESH_PRIMITIVE_INDICES_ACCESSOR_WITH_BYTESTRIDE Error {
        "The buffer view of the indices has a byteStride." "Remove byteStride."
        "索引所在的缓冲区视图带有 byteStride。" "请删去 byteStride。"
    }
    MESH_PRIMITIVE_MORPH_TARGET_INVALID_ATTRIBUTE_COUNT Error {
        "The morph target has {found} elements, the mesh {base}." "Give both the same number."
        "变形目标有 {found} 个元素，网格有 {base} 个。" "两者的个数应相同。"
    }
    MESH_PRIMITIVE_MORPH_TARGET_NO_BASE_ACCESSOR Error {
        "The morph target changes {semantic}, which the primitive does not have." "Add it to the primitive, or remove it here."
        "变形目标修改了 {semantic}，但图元没有该属性。" "请为图元补上该属性，或在此删去。"
    }
    MESH_PRIMITIVE_POSITION_ACCESSOR_WITHOUT_BOUNDS Error {
        "The accessor of the positions has no min and max." "Add both."
        "顶点位置的访问器缺少 min 和 max。" "请补上这两个属性。"
    }
    MESH_PRIMITIVE_TOO_FEW_TEXCOORDS Error {
        "The material's texture at {texture} uses TEXCOORD_{set}, which the primitive does not have." "Export these texture coordinates, or choose another set."
        "材质中 {texture} 处的纹理使用 TEXCOORD_{set}，但图元没有该组坐标。" "请导出该组纹理坐标，或改用其他组。"
    }
    MESH_PRIMITIVE_UNEQUAL_ACCESSOR_COUNT Error {
        "{semantic} has {found} elements, the first attribute {first}." "Give every attribute one element a vertex."
        "{semantic} 有 {found} 个元素，第一个属性有 {first} 个。" "每个属性都应为每个顶点提供一个元素。"
    }
    UNUSED_MESH_TANGENT Note {
        "The tangents are not used: the material has no normal texture." "Leave them out."
        "切线没有被用到：材质没有法线纹理。" "可以将其省略。"
    }
}
