using System.Buffers.Text;

namespace Mesh.Grains.Workers.Gauges;

/// <summary>
/// Reads the samples of a page in Prometheus' text form, in one pass and without allocating. It comes from another program: what
/// cannot be read is passed over, and no more than a bounded number of lines is looked at.
/// </summary>
/// <param name="page">The page in UTF-8.</param>
/// <param name="mostLines">Most lines that are looked at, comments and blank ones among them.</param>
internal ref struct PrometheusReader(ReadOnlySpan<byte> page, int mostLines = PrometheusReader.MostLines)
{
    /// <summary>Lines that are looked at unless told otherwise.</summary>
    public const int MostLines = 100_000;

    private ReadOnlySpan<byte> _rest = page;
    private int _left = mostLines;

    /// <summary>Name of the sample.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>What stands between its braces; empty when there are none.</summary>
    public PrometheusLabels Labels { get; private set; }

    /// <summary>Its value, which may be no number.</summary>
    public double Value { get; private set; }

    /// <summary>Goes on to the next sample that can be read; false at the end.</summary>
    public bool Read()
    {
        while (!_rest.IsEmpty && _left-- > 0)
        {
            var end = _rest.IndexOf((byte)'\n');
            var line = end < 0 ? _rest : _rest[..end];
            _rest = end < 0 ? [] : _rest[(end + 1)..];
            if (TryRead(line.Trim(" \t\r"u8)))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryRead(ReadOnlySpan<byte> line)
    {
        if (line.IsEmpty || line[0] == (byte)'#')
        {
            return false;
        }

        var nameEnd = line.IndexOfAny("{ \t"u8);
        if (nameEnd <= 0)
        {
            return false;
        }

        var value = line[nameEnd..].TrimStart(" \t"u8);
        var labels = new PrometheusLabels([]);
        if (value[0] == (byte)'{')
        {
            if (PrometheusLabels.End(value) is not (> 0 and var close))
            {
                return false;
            }

            labels = new PrometheusLabels(value[1..close]);
            value = value[(close + 1)..].TrimStart(" \t"u8);
        }

        if (!TryReadValue(value, out var number))
        {
            return false;
        }

        Name = line[..nameEnd];
        Labels = labels;
        Value = number;
        return true;
    }

    // A time may stand after the value.
    private static bool TryReadValue(ReadOnlySpan<byte> text, out double value)
    {
        var end = text.IndexOfAny(" \t"u8);
        var word = end < 0 ? text : text[..end];
        if (Utf8Parser.TryParse(word, out value, out var read) && read == word.Length)
        {
            return true;
        }

        value = word.SequenceEqual("NaN"u8) ? double.NaN : word.SequenceEqual("+Inf"u8) ? double.PositiveInfinity : double.NegativeInfinity;
        return word.SequenceEqual("NaN"u8) || word.SequenceEqual("+Inf"u8) || word.SequenceEqual("-Inf"u8);
    }
}
