namespace Mesh.Testing.Histories;

/// <summary>
/// Checks the histories of many conversations out of the files of many clients. The operations are dealt out to files by conversation first,
/// so that what is held at a time is one share of them and never more of one conversation than is allowed.
/// </summary>
/// <param name="scratch">A folder for the shares; they are deleted as they are read.</param>
/// <param name="shares">Into how many shares they are dealt.</param>
/// <param name="mostOfOne">Operations of one conversation.</param>
public sealed class HistoryRun(string scratch, int shares = 64, int mostOfOne = 1_000_000)
{
    /// <summary>Violations that a report holds; those after them are counted.</summary>
    public const int MostViolations = 1_000;

    /// <summary>Checks everything in some files.</summary>
    /// <exception cref="InvalidDataException">A line is no operation, or a conversation has more operations than may be held.</exception>
    public HistoryReport Check(IEnumerable<string> paths)
    {
        var report = new HistoryReport();
        foreach (var history in Conversations(paths))
        {
            report.Add(history, HistoryChecker.Check(history));
        }

        return report;
    }

    /// <summary>The conversations of some files, one after the other.</summary>
    /// <exception cref="InvalidDataException">A line is no operation, or a conversation has more operations than may be held.</exception>
    public IEnumerable<ConversationHistory> Conversations(IEnumerable<string> paths)
    {
        Directory.CreateDirectory(scratch);
        Deal(paths);
        for (var share = 0; share < shares; share++)
        {
            var path = PathOf(share);
            var conversations = new Dictionary<string, List<OperationRecord>>(StringComparer.Ordinal);
            foreach (var operation in HistoryFile.Read(path))
            {
                if (!conversations.TryGetValue(operation.Conversation, out var operations))
                {
                    conversations[operation.Conversation] = operations = [];
                }

                operations.Add(operations.Count < mostOfOne
                    ? operation
                    : throw new InvalidDataException($"Conversation {operation.Conversation} has more than {mostOfOne} operations; allow more, or check slices of the run."));
            }

            File.Delete(path);
            foreach (var (conversation, operations) in conversations)
            {
                yield return new ConversationHistory(conversation, operations);
            }
        }
    }

    private void Deal(IEnumerable<string> paths)
    {
        var writers = Enumerable.Range(0, shares).Select(share =>
        {
            File.Delete(PathOf(share));
            return new HistoryWriter(PathOf(share));
        }).ToList();
        try
        {
            foreach (var operation in paths.SelectMany(HistoryFile.Read))
            {
                writers[(int)((uint)string.GetHashCode(operation.Conversation, StringComparison.Ordinal) % (uint)shares)].Add(operation);
            }
        }
        finally
        {
            writers.ForEach(writer => writer.Dispose());
        }
    }

    private string PathOf(int share) => Path.Combine(scratch, $"share-{share}.jsonl");
}
