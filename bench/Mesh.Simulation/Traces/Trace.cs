using System.Globalization;
using System.Text.Json;

namespace Mesh.Simulation.Traces;

/// <summary>Reads traces of real traffic.</summary>
public static class Trace
{
    /// <summary>Tokens of a block.</summary>
    public const int BlockTokens = 512;

    private const double MooncakeTick = 3;

    /// <summary>Reads Mooncake's trace; arrivals are spread evenly inside its ticks of three seconds.</summary>
    /// <param name="path">The file.</param>
    /// <param name="speed">How many times faster than it was.</param>
    /// <param name="random">Spreads the arrivals.</param>
    /// <param name="most">Most requests, from the first on.</param>
    public static TraceRequest[] Mooncake(string path, double speed, Random random, int most = int.MaxValue)
    {
        var owners = new Dictionary<ulong, int>();
        var requests = new List<TraceRequest>();
        foreach (var line in File.ReadLines(path).Take(most))
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            var blocks = root.GetProperty("hash_ids").EnumerateArray().Select(h => Hash(h.GetUInt64())).ToArray();
            requests.Add(new TraceRequest
            {
                Arrives = ((root.GetProperty("timestamp").GetDouble() / 1000) + (MooncakeTick * random.NextDouble())) / speed,
                Prompt = root.GetProperty("input_length").GetInt32(),
                Answer = Math.Max(1, root.GetProperty("output_length").GetInt32()),
                Blocks = blocks,
                Conversation = ConversationOf(blocks, owners, requests.Count),
            });
        }

        return [.. requests.OrderBy(r => r.Arrives)];
    }

    /// <summary>Reads one of Azure's traces: times, prompt and answer tokens; no prompt has anything in common with another.</summary>
    /// <param name="path">The file.</param>
    /// <param name="speed">How many times faster than it was.</param>
    /// <param name="most">Most requests, from the first on.</param>
    public static TraceRequest[] Azure(string path, double speed, int most = int.MaxValue)
    {
        DateTime? began = null;
        var requests = new List<TraceRequest>();
        foreach (var line in File.ReadLines(path).Skip(1).Take(most))
        {
            var fields = line.Split(',');
            var at = DateTime.Parse(fields[0], CultureInfo.InvariantCulture);
            began ??= at;
            var prompt = int.Parse(fields[1], CultureInfo.InvariantCulture);
            var number = requests.Count;
            requests.Add(new TraceRequest
            {
                Arrives = (at - began.Value).TotalSeconds / speed,
                Prompt = prompt,
                Answer = Math.Max(1, int.Parse(fields[2], CultureInfo.InvariantCulture)),
                Blocks = [.. Enumerable.Range(0, prompt / BlockTokens).Select(b => Hash(((ulong)(number + 1) << 20) + (ulong)b))],
                Conversation = number,
            });
        }

        return [.. requests.OrderBy(r => r.Arrives)];
    }

    /// <summary>Many blocks as one number each.</summary>
    public static ulong Hash(ulong value)
    {
        value = (value + 0x9e3779b97f4a7c15) * 0xbf58476d1ce4e5b9;
        value = (value ^ (value >> 29)) * 0x94d049bb133111eb;
        return value ^ (value >> 32);
    }

    // The trace names no conversations: whoever first had the last block that a prompt shares is the one that it continues. The first block is everybody's.
    private static int ConversationOf(ulong[] blocks, Dictionary<ulong, int> owners, int number)
    {
        var owner = number;
        for (var i = blocks.Length - 1; i > 0; i--)
        {
            if (owners.TryGetValue(blocks[i], out var known))
            {
                owner = known;
                break;
            }
        }

        for (var i = 1; i < blocks.Length; i++)
        {
            owners.TryAdd(blocks[i], owner);
        }

        return owner;
    }
}
