using System.Text;

namespace Mesh.Grains.Workers.Gauges;

/// <summary>The labels of one sample, read when they are asked for.</summary>
/// <param name="text">What stands between the braces.</param>
internal readonly ref struct PrometheusLabels(ReadOnlySpan<byte> text)
{
    private readonly ReadOnlySpan<byte> _text = text;

    /// <summary>Where the closing brace of a text that begins with the opening one stands; -1 when there is none.</summary>
    public static int End(ReadOnlySpan<byte> text)
    {
        var quoted = false;
        for (var i = 1; i < text.Length; i++)
        {
            switch (text[i])
            {
                case (byte)'\\' when quoted:
                    i++;
                    break;
                case (byte)'"':
                    quoted = !quoted;
                    break;
                case (byte)'}' when !quoted:
                    return i;
            }
        }

        return -1;
    }

    /// <summary>The value of a label as it is written, escapes included; null when there is none of that name.</summary>
    public string? Find(string name)
    {
        for (var rest = _text; !rest.IsEmpty;)
        {
            var equals = rest.IndexOf("=\""u8);
            if (equals < 0)
            {
                return null;
            }

            var key = rest[..equals].Trim(" ,\t"u8);
            var value = rest[(equals + 2)..];
            var end = ValueEnd(value);
            if (Ascii.Equals(key, name))
            {
                return Encoding.UTF8.GetString(value[..end]);
            }

            rest = end < value.Length ? value[(end + 1)..] : [];
        }

        return null;
    }

    private static int ValueEnd(ReadOnlySpan<byte> value)
    {
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == (byte)'\\')
            {
                i++;
            }
            else if (value[i] == (byte)'"')
            {
                return i;
            }
        }

        return value.Length;
    }
}
