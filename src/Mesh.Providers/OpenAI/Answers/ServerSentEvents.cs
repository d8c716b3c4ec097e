using System.Buffers;
using System.Runtime.CompilerServices;

namespace Mesh.Providers.OpenAI.Answers;

/// <summary>
/// Cuts a byte stream into server-sent events without changing a byte: each event ends with the blank line that closes it.
/// Line ends may be LF, CR LF or CR, and may be split between reads (HTML standard, 9.2.6).
/// </summary>
internal static class ServerSentEvents
{
    /// <summary>Largest event; a larger one is a defect of the upstream.</summary>
    public const int MaxEventBytes = 8 * 1024 * 1024;

    // The pool keeps what it gets back, for each thread: a few huge events would hold memory long after they have passed.
    private const int MostPooled = 1024 * 1024;

    /// <summary>The events of <paramref name="stream"/> as they come; the last may lack its blank line.</summary>
    /// <exception cref="InvalidDataException">An event is larger than <see cref="MaxEventBytes"/>.</exception>
    public static async IAsyncEnumerable<EventBlock> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        var ends = new List<int>();
        try
        {
            int filled = 0, scanned = 0;
            while (true)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(filled), cancellationToken);
                var ended = read == 0;
                filled += read;
                FindEnds(buffer.AsSpan(0, filled), scanned, ended, ends);

                // All events of one read share one copy.
                var whole = ends.Count == 0 ? 0 : ends[^1];
                if (whole > 0)
                {
                    yield return new EventBlock(Copy(buffer.AsSpan(0, whole)), ends);
                }

                filled -= whole;
                buffer.AsSpan(whole, filled).CopyTo(buffer);
                if (ended)
                {
                    break;
                }

                scanned = Math.Max(0, filled - 3);
                buffer = Grow(buffer, filled);
            }

            if (filled > 0)
            {
                ends.Clear();
                ends.Add(filled);
                yield return new EventBlock(Copy(buffer.AsSpan(0, filled)), ends);
            }
        }
        finally
        {
            Return(buffer);
        }
    }

    /// <summary>Whether an event ends with its blank line; the last of a stream may lack it.</summary>
    public static bool IsClosed(ReadOnlySpan<byte> piece)
    {
        var line = piece.EndsWith("\r\n"u8) ? piece[..^2] : piece.IsEmpty || !IsLineEnd(piece[^1]) ? default : piece[..^1];
        return !line.IsEmpty && IsLineEnd(line[^1]);
    }

    private static byte[] Copy(ReadOnlySpan<byte> bytes)
    {
        var copy = GC.AllocateUninitializedArray<byte>(bytes.Length);
        bytes.CopyTo(copy);
        return copy;
    }

    private static void FindEnds(ReadOnlySpan<byte> bytes, int scanned, bool ended, List<int> ends)
    {
        ends.Clear();
        var start = 0;
        while (EventEnd(bytes[start..], scanned, ended) is var length and > 0)
        {
            start += length;
            scanned = 0;
            ends.Add(start);
        }
    }

    // Length up to and with the first blank line, or 0. A CR at the very end may be half of CR LF: wait for more, unless there is none.
    private static int EventEnd(ReadOnlySpan<byte> bytes, int from, bool ended)
    {
        for (var i = from; i < bytes.Length; i++)
        {
            var next = bytes[i..].IndexOfAny((byte)'\n', (byte)'\r');
            if (next < 0)
            {
                return 0;
            }

            i += next;
            var first = LineEnd(bytes[i..], ended);
            var second = first == 0 ? 0 : LineEnd(bytes[(i + first)..], ended);
            if (second > 0)
            {
                return i + first + second;
            }

            i += Math.Max(0, first - 1);
        }

        return 0;
    }

    private static bool IsLineEnd(byte value) => value is (byte)'\n' or (byte)'\r';

    private static int LineEnd(ReadOnlySpan<byte> bytes, bool ended) => bytes switch
    {
        [(byte)'\n', ..] => 1,
        [(byte)'\r', (byte)'\n', ..] => 2,
        [(byte)'\r'] => ended ? 1 : 0,
        [(byte)'\r', ..] => 1,
        _ => 0,
    };

    private static byte[] Grow(byte[] buffer, int filled)
    {
        if (filled < buffer.Length)
        {
            return buffer;
        }

        if (filled >= MaxEventBytes)
        {
            throw new InvalidDataException($"a server-sent event is larger than {MaxEventBytes} bytes");
        }

        var size = buffer.Length * 2;
        var larger = size <= MostPooled ? ArrayPool<byte>.Shared.Rent(size) : GC.AllocateUninitializedArray<byte>(size);
        buffer.AsSpan(0, filled).CopyTo(larger);
        Return(buffer);
        return larger;
    }

    private static void Return(byte[] buffer)
    {
        if (buffer.Length <= MostPooled)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
