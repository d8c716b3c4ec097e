using Mesh.Catalog.Reading;
using Mesh.Contracts.Plans;

namespace Mesh.Catalog.Plans;

/// <summary>Reads a node that breaks tasks into smaller ones.</summary>
internal static class DecomposeReader
{
    private const int MostRetries = 3;

    public static DecomposeEntry? Read(NodeReader reader, Section section)
    {
        var (planner, synthesiser) = (reader.One(section, "planner"), reader.One(section, "synthesiser"));
        if (!section.Has("planner"))
        {
            section.Wrong("planner", "is not written.", "Write 'planner: { model: some-model }': one that reasons well.");
        }

        var workers = section.Groups("workers").Select(w => Worker(reader, w)).ToArray();
        if (section.Has("workers") && workers.Length == 0)
        {
            section.Wrong("workers", "names no node.", "Write '- model: some-model' under it, once for each; or leave 'workers' out: then each task goes to the best of all models.");
        }

        var tasks = section.Integer("maxTasks", 2, DecomposeEntry.MostTasks);
        var depth = section.Integer("maxDepth", 1, DecomposeEntry.MostTasks);
        var parallel = section.Integer("parallel", 1, DecomposeEntry.MostParallel);
        var retries = section.Integer("retries", 0, MostRetries);
        var replan = section.Flag("replan");
        section.Finish();
        if (planner is null || workers.Any(w => w is null) || (synthesiser is null && section.Has("synthesiser")))
        {
            return null;
        }

        var plain = new DecomposeEntry { Planner = planner };
        return plain with
        {
            Workers = [.. workers.OfType<DecomposeWorker>()],
            Synthesiser = synthesiser,
            MaxTasks = tasks ?? plain.MaxTasks,
            LongestChain = depth ?? plain.LongestChain,
            Parallel = parallel ?? plain.Parallel,
            Retries = retries ?? plain.Retries,
            Replan = replan ?? plain.Replan,
        };
    }

    private static DecomposeWorker? Worker(NodeReader reader, Section section)
    {
        IReadOnlyList<string> tasks = [];
        var node = reader.Read(section, beside =>
        {
            tasks = beside.Texts("tasks") ?? [];
            reader.Tasks(beside, "tasks", tasks);
        });
        return node is null ? null : new DecomposeWorker(node, tasks);
    }
}
