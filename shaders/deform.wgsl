// Joints and morph targets. The words of `moves` are written by `render::deform`, the poses by `scene::poses`.

struct Moved {
    // Where the joints carry the vertex: in place of the node's own matrix.
    instance: Instance,
    position: vec3f,
    normal: vec3f,
    tangent: vec3f,
}

fn two(word: u32) -> vec2f {
    return unpack2x16float(moves[word]);
}

fn deformed(instance: Instance, vertex: u32, position: vec3f, normal: vec3f, tangent: vec3f) -> Moved {
    var out = Moved(instance, position, normal, tangent);
    let header = u32(instance.position_offset.w);
    let skinned = instance.position_scale.w >= 0.0;
    // The weights come first.
    let pose = u32(select(-1.0 - instance.position_scale.w, instance.position_scale.w, skinned));
    let goals = moves[header + 5u];
    let place = vertex - moves[header];
    let vertices = moves[header + 1u];

    let stride = moves[header + 6u];
    let unit = bitcast<f32>(moves[header + 8u]);
    for (var goal = 0u; goal < goals; goal += 1u) {
        let weight = poses[pose + goal / 4u][goal % 4u];
        if weight == 0.0 {
            continue;
        }
        let word = moves[header + 4u] + (goal * vertices + place) * stride;
        let a = two(word);
        let b = two(word + 1u);
        let c = two(word + 2u);
        out.position += weight * unit * vec3f(a, b.x);
        out.normal += weight * vec3f(b.y, c);
        if stride > 3u {
            out.tangent += weight * vec3f(two(word + 3u), two(word + 4u).x);
        }
    }

    if moves[header + 2u] > 0u && skinned {
        let first = pose + (goals + 3u) / 4u;
        let each = moves[header + 7u];
        var a = vec4f();
        var b = vec4f();
        var c = vec4f();
        for (var i = 0u; i < each; i += 1u) {
            let word = moves[moves[header + 3u] + place * each + i];
            let weight = f32(word >> 16u) / 65535.0;
            if weight == 0.0 {
                break;
            }
            let joint = first + (word & 0xffffu) * 3u;
            a += weight * poses[joint];
            b += weight * poses[joint + 1u];
            c += weight * poses[joint + 2u];
        }
        out.instance.row0 = a;
        out.instance.row1 = b;
        out.instance.row2 = c;
    }
    return out;
}
