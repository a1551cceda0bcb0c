//! The shape of the JSON.

super::codes! {
    INVALID_JSON Error {
        "The JSON cannot be read: {why}." "Export the file again, or mend this place in a text editor."
        "JSON 无法读取：{why}。" "请重新导出该文件，或用文本编辑器修正这一处。"
    }
    JSON_DUPLICATE_KEY Error {
        "The key {key} stands more than once in this object." "Keep one of them: readers differ in which one they take."
        "此对象中键 {key} 出现了多次。" "只保留其中一个：不同的读取程序会取不同的值。"
    }
    JSON_TOO_LARGE Error {
        "The JSON has {found} {what}; {limit} are read." "Split the model, or drop data that is not drawn."
        "JSON 的规模为 {found}（{what}），上限为 {limit}。" "请拆分模型，或删去不参与显示的数据。"
    }
    ARRAY_LENGTH_NOT_IN_LIST Error {
        "The array has {found} elements; allowed: {allowed}." "Give it the right number of elements."
        "数组有 {found} 个元素，允许的长度为：{allowed}。" "请改为正确的元素个数。"
    }
    ARRAY_TYPE_MISMATCH Error {
        "The element {value} is no {type}." "Make every element of this array of type {type}."
        "数组元素 {value} 的类型不是 {type}。" "请让该数组的每个元素都是 {type} 类型。"
    }
    DUPLICATE_ELEMENTS Error {
        "The element {value} stands twice in this array." "Remove the repetition."
        "元素 {value} 在该数组中重复出现。" "请删去重复的元素。"
    }
    EMPTY_ENTITY Error {
        "It is empty, which glTF does not allow." "Leave the property out, or put something in."
        "该属性为空，glTF 不允许。" "请删去该属性，或填入内容。"
    }
    INVALID_INDEX Error {
        "{value} is no index: a whole number from 0 is needed." "Point at an element of the list, counted from 0."
        "{value} 不是有效的索引，应为不小于 0 的整数。" "请填写列表中元素的序号，从 0 起算。"
    }
    INVALID_URI Error {
        "The address {uri} is wrong: {why}." "Write a relative file name, percent-encoded, or a proper data URI."
        "地址 {uri} 有误：{why}。" "请使用经百分号编码的相对文件名，或正确的 data URI。"
    }
    ONE_OF_MISMATCH Error {
        "Exactly one of {names} must be there." "Keep one and remove the others."
        "{names} 必须且只能出现其中之一。" "请保留一个，删去其余的。"
    }
    PATTERN_MISMATCH Error {
        "The text {value} does not look like {pattern}." "Write it in that form."
        "文本 {value} 不符合格式 {pattern}。" "请按该格式书写。"
    }
    TYPE_MISMATCH Error {
        "{value} is no {type}." "Put a value of type {type} here."
        "{value} 的类型不是 {type}。" "此处应填写 {type} 类型的值。"
    }
    UNDEFINED_PROPERTY Error {
        "The required property {name} is missing." "Add {name}."
        "缺少必需的属性 {name}。" "请补上属性 {name}。"
    }
    UNEXPECTED_PROPERTY Warning {
        "glTF knows no property {name} here." "Check the spelling, or move it into extras."
        "glTF 在此处没有名为 {name} 的属性。" "请检查拼写，或将其移入 extras。"
    }
    UNSATISFIED_DEPENDENCY Error {
        "It needs {needs}, which is not there." "Add {needs}, or remove this property."
        "该属性依赖 {needs}，但后者不存在。" "请补上 {needs}，或删去该属性。"
    }
    VALUE_MULTIPLE_OF Error {
        "{value} is no multiple of {of}." "Choose a multiple of {of}."
        "{value} 不是 {of} 的倍数。" "请改为 {of} 的倍数。"
    }
    VALUE_NOT_IN_LIST Warning {
        "{value} is none of the known values: {allowed}." "Choose one of these, or name the extension that adds the value."
        "{value} 不在已知取值之列：{allowed}。" "请从中选取，或声明引入该取值的扩展。"
    }
    VALUE_NOT_IN_RANGE Error {
        "{value} lies outside of {range}." "Choose a value inside of the range."
        "{value} 超出了取值范围 {range}。" "请改为范围内的值。"
    }
}
