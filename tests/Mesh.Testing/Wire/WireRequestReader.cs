using System.Globalization;
using System.Text;

namespace Mesh.Testing.Wire;

/// <summary>Reads the requests of one connection (HTTP/1.1), one after the other.</summary>
internal sealed class WireRequestReader(Stream stream)
{
    private const int MostHead = 64 * 1024;
    private const int MostBody = 64 * 1024 * 1024;
    private byte[] _buffer = new byte[8 * 1024];
    private int _from;
    private int _filled;

    /// <summary>The next request; null when the other side has ended.</summary>
    /// <exception cref="InvalidDataException">It is no request, or larger than anybody sends.</exception>
    public async ValueTask<WireRequest?> ReadAsync(CancellationToken cancellationToken)
    {
        if (await HeadLengthAsync(cancellationToken) is not { } length)
        {
            return null;
        }

        var head = Encoding.Latin1.GetString(_buffer, _from, length);
        _from += length;
        var line = head[..head.IndexOf("\r\n", StringComparison.Ordinal)].Split(' ');
        var body = Field(head, "transfer-encoding") is { } coding && coding.Contains("chunked", StringComparison.OrdinalIgnoreCase)
            ? await ChunksAsync(cancellationToken)
            : await TakeAsync(int.Parse(Field(head, "content-length") ?? "0", CultureInfo.InvariantCulture), cancellationToken);
        return line.Length == 3
            ? new WireRequest(line[0], line[1].Split('?')[0], body, string.Equals(Field(head, "connection"), "close", StringComparison.OrdinalIgnoreCase))
            : throw new InvalidDataException("no request line");
    }

    private static string? Field(string head, string name)
    {
        var at = head.IndexOf($"\r\n{name}:", StringComparison.OrdinalIgnoreCase);
        if (at < 0)
        {
            return null;
        }

        var from = at + name.Length + 3;
        return head[from..head.IndexOf("\r\n", from, StringComparison.Ordinal)].Trim();
    }

    private async ValueTask<int?> HeadLengthAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var end = _buffer.AsSpan(_from, _filled - _from).IndexOf("\r\n\r\n"u8);
            if (end >= 0)
            {
                return end + 4;
            }

            if (_filled - _from > MostHead)
            {
                throw new InvalidDataException("the head is too long");
            }

            if (!await FillAsync(cancellationToken))
            {
                return null;
            }
        }
    }

    private async ValueTask<byte[]> TakeAsync(int length, CancellationToken cancellationToken)
    {
        if (length is < 0 or > MostBody)
        {
            throw new InvalidDataException("the body is too long");
        }

        var body = new byte[length];
        var taken = Math.Min(length, _filled - _from);
        _buffer.AsSpan(_from, taken).CopyTo(body);
        _from += taken;
        await stream.ReadExactlyAsync(body.AsMemory(taken), cancellationToken);
        return body;
    }

    private async ValueTask<byte[]> ChunksAsync(CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        while (true)
        {
            var size = int.Parse((await LineAsync(cancellationToken)).Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (size == 0)
            {
                // No client of ours sends trailers: the line that ends them is empty.
                await LineAsync(cancellationToken);
                return body.ToArray();
            }

            if (body.Length + size > MostBody)
            {
                throw new InvalidDataException("the body is too long");
            }

            body.Write(await TakeAsync(size, cancellationToken));
            await LineAsync(cancellationToken);
        }
    }

    private async ValueTask<string> LineAsync(CancellationToken cancellationToken)
    {
        int end;
        while ((end = _buffer.AsSpan(_from, _filled - _from).IndexOf("\r\n"u8)) < 0)
        {
            if (_filled - _from > MostHead || !await FillAsync(cancellationToken))
            {
                throw new InvalidDataException("the body broke off");
            }
        }

        var line = Encoding.Latin1.GetString(_buffer, _from, end);
        _from += end + 2;
        return line;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_from > 0)
        {
            _buffer.AsSpan(_from, _filled - _from).CopyTo(_buffer);
            (_from, _filled) = (0, _filled - _from);
        }

        if (_filled == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = await stream.ReadAsync(_buffer.AsMemory(_filled), cancellationToken);
        _filled += read;
        return read > 0;
    }
}
