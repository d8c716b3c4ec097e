using Mesh.Testing.Histories;

namespace Mesh.Conversations.Tests.Histories;

/// <summary>A small history that a list has gone through, in half of the cases with something changed.</summary>
internal static class RandomHistory
{
    public static ConversationHistory Make(int seed)
    {
        var random = new Random(seed);
        var operations = new List<OperationRecord>();
        var kept = new List<ListedTurn>();
        var size = random.Next(2, 9);
        for (var at = 10; at < 10 + (size * 10); at += 10)
        {
            operations.Add(Next(random, at, kept, size));
        }

        operations.Add(History.Of(OperationKind.Final, 1_000, 1_001) with { Version = kept.Count, List = [.. kept] });
        if (random.Next(2) == 0)
        {
            Change(random, operations);
        }

        return new ConversationHistory("c", operations);
    }

    private static OperationRecord Next(Random random, int at, List<ListedTurn> kept, int size)
    {
        var (invoked, ended) = (at - random.Next(0, 35), at + random.Next(0, 35));
        if (random.Next(3) == 0)
        {
            return History.Read(invoked, ended, kept.Count) with { List = random.Next(2) == 0 ? [.. kept] : null, Digest = kept.Count == 0 ? "" : kept[^1].Digest };
        }

        var turn = $"t{random.Next(size)}";
        var known = kept.Find(t => t.Turn == turn);
        if (random.Next(4) == 0)
        {
            var failed = known is null && random.Next(2) == 0;
            if (!failed && known is null && random.Next(2) == 0)
            {
                kept.Add(New(random, turn, kept.Count + 1));
            }

            return failed ? History.Failed(turn, invoked, ended) : History.Unknown(turn, invoked, ended);
        }

        if (known is null)
        {
            kept.Add(known = New(random, turn, kept.Count + 1));
        }

        return History.Send(turn, invoked, ended, known.Version) with { Attempt = known.Attempt, Answer = known.Answer };
    }

    private static ListedTurn New(Random random, string turn, int version)
    {
        var attempt = random.Next(1, 3);
        return new ListedTurn(turn, "", version, attempt, $"{turn}#{attempt}", $"d{version}");
    }

    private static void Change(Random random, List<OperationRecord> operations)
    {
        var i = random.Next(operations.Count);
        var operation = operations[i];
        operations[i] = operation.Kind == OperationKind.Final ? ChangedFinal(random, operation) : random.Next(7) switch
        {
            0 => operation with { Version = Math.Max(0, operation.Version + random.Next(-1, 2)), List = null, Digest = "" },
            1 => operation with { Invoked = operation.Invoked + 60, Ended = operation.Ended + 60 },
            2 => operation with { Invoked = operation.Invoked - 60, Ended = operation.Ended - 60 },
            3 => operation with { Result = operation.Kind == OperationKind.Send ? OperationResult.Failed : operation.Result },
            4 => operation with { Attempt = operation.Attempt == 0 ? 0 : 3 - operation.Attempt },
            5 => operation with { Answer = operation.Answer.Length == 0 ? "" : "other" },
            _ => operation with { Turn = operation.Turn.Length == 0 ? "" : "t0" },
        };
    }

    private static OperationRecord ChangedFinal(Random random, OperationRecord final)
    {
        var list = final.List!.ToList();
        var i = random.Next(list.Count + 1);
        switch (random.Next(3))
        {
            case 0 when i < list.Count:
                list.RemoveAt(i);
                break;
            case 1 when i + 1 < list.Count:
                (list[i], list[i + 1]) = (list[i + 1], list[i]);
                break;
            default:
                list.Insert(i, new ListedTurn($"t{random.Next(9)}", "", 0, 1, "x"));
                break;
        }

        return final with { Version = list.Count, List = [.. list.Select((t, n) => t with { Version = n + 1 })] };
    }
}
