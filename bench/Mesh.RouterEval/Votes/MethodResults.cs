namespace Mesh.RouterEval.Votes;

/// <summary>What every method made of every question.</summary>
/// <param name="questions">How many there are.</param>
internal sealed class MethodResults(int questions)
{
    /// <summary>By the methods' names, in their order.</summary>
    public List<(Method Method, Played[] Played, List<string> Chosen)> All { get; } = [];

    public void Add(Method method, IEnumerable<(int Question, Played Played)> played, string chosen)
    {
        var at = All.FindIndex(a => a.Method.Name == method.Name);
        if (at < 0)
        {
            at = All.Count;
            All.Add((method, new Played[questions], []));
        }

        foreach (var (question, result) in played)
        {
            All[at].Played[question] = result;
        }

        All[at].Chosen.Add(chosen);
    }

    public Played[] Of(string name) => All.First(a => a.Method.Name == name).Played;
}
