using Mesh.Strategies.Votes.Forms;
using Mesh.Strategies.Votes.Tally;

namespace Mesh.Strategies.Nodes.Ensemble;

/// <summary>How a vote stands among those who came.</summary>
/// <param name="Came">Those who came, by their places.</param>
/// <param name="Keys">What each one's answer comes to; null for nothing.</param>
/// <param name="Form">The form by which they were compared.</param>
/// <param name="Standing">The clusters, whose members are places in the vote.</param>
/// <param name="Records">How good the model of each is, 0 to 1.</param>
internal sealed record VoteOutcome(IReadOnlyList<Ballot> Came, IReadOnlyList<string?> Keys, AnswerForm Form, VoteStanding Standing, IReadOnlyList<double> Records)
{
    /// <summary>Those who said something.</summary>
    public IReadOnlyList<Ballot> Said => [.. Came.Where(b => b.SaysIn(Form))];

    /// <summary>Those who failed, each with why.</summary>
    public IReadOnlyList<(string Place, Exception Failure)> Failures => [.. Came.Where(b => b.Failure is not null).Select(b => (b.Voter.Place, b.Failure!))];

    /// <summary>Whether more of them call tools than not, so that there is nothing to compare, fuse or count but calls.</summary>
    public bool MostCall => Said.Count(b => b.Calls) * 2 > Said.Count;

    /// <summary>The answer that stands for a cluster: of free texts the middle one, else that of its best model, of equals the first.</summary>
    public Ballot Speaker(VoteCluster cluster) => AnswerKeys.Middle(cluster.Key) is { } middle
        ? Came[middle]
        : cluster.Members.Select(Place).OrderByDescending(p => Records[p]).Select(p => Came[p]).First();

    /// <summary>Tells reports who agrees with whom: an answer is as sure as its cluster's share of all weight that came. Of prose nobody knows whether another answer is another opinion.</summary>
    public void Mark()
    {
        var first = Standing.Clusters[0];
        foreach (var cluster in Standing.Clusters)
        {
            var share = first.Weight > 0 ? Standing.Agreement * cluster.Weight / first.Weight : Standing.Agreement * cluster.Members.Count / first.Members.Count;
            foreach (var answer in cluster.Members.Select(m => Came[Place(m)].Answer!))
            {
                // A plan within a member has told its own already.
                if (AnswerKeys.Middle(cluster.Key) is null && answer.Confidence is null)
                {
                    answer.Trace?.Sure(share);
                }

                if (ReferenceEquals(cluster, first))
                {
                    answer.Use();
                }
            }
        }
    }

    /// <summary>Sizes of the clusters, and how they were compared, such as <c>3-1 by number</c>.</summary>
    public string Sizes => $"{string.Join('-', Standing.Clusters.Select(c => c.Members.Count))} by {Form.ToString().ToLowerInvariant()}";

    private int Place(int member) => Came.Index().First(c => c.Item.Voter.Number == member).Index;
}
