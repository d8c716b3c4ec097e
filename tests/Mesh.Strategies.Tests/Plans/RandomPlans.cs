using CsCheck;
using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Plans;
using Mesh.Contracts.Reviews;
using Mesh.Strategies.Tests.Nodes;
using Mesh.Strategies.Tools;

namespace Mesh.Strategies.Tests.Plans;

/// <summary>Random trees over six scripted models that answer, are late, fail and break off. A kind of node joins them by a line in <see cref="s_kinds"/>.</summary>
internal static class RandomPlans
{
    private static readonly string[] s_names = ["a", "b", "c", "d", "e", "f"];

    // What a person makes of what is handed over to them.
    private static readonly string[] s_people = ["answers", "rejects", "sleeps"];

    private static readonly Dictionary<string, double> s_chat = new() { ["chat"] = 0.9 };

    private static readonly Gen<string> s_name = Gen.Int[0, s_names.Length - 1].Select(i => s_names[i]);

    private static readonly Gen<NodeEntry> s_leaf = Gen.Select(s_name.Array[1, 2], Gen.Int[0, 5], (names, most) => (NodeEntry)new SingleEntry { Candidates = [.. names.Distinct()], MaxOutputTokens = most == 0 ? 20 : null });

    // What stands under a node is drawn by the generator that it is given.
    private static readonly Func<Gen<NodeEntry>, Gen<NodeEntry>>[] s_kinds =
    [
        under => under.Array[1, 3].Select(nodes => (NodeEntry)new FallbackEntry(nodes)),
        under => Gen.Select(under, Gen.Bool, Gen.Bool, (other, matches, alone) => (NodeEntry)new RuleEntry([new AnswerRule { Name = "said", Regex = matches ? "." : "^no request says this$", Text = "By rule." }]) { Else = alone ? null : other }),
        under => under.Select(of => (NodeEntry)new CacheEntry(of, new CachePolicy { Ttl = TimeSpan.FromMinutes(1), Sampled = true })),
        under => Gen.Select(under.Array[1, 3], under, Gen.Enum<Combine>(), Gen.Int[1, 3], Gen.Int[1, 2], Gen.Bool, Gen.Bool, Ensemble),
        under => Gen.Select(under, under.Array[1, 2], under, Gen.Int[1, 3], (planner, workers, last, parallel) => (NodeEntry)new DecomposeEntry { Planner = planner, Workers = [.. workers.Select(w => new DecomposeWorker(w, []))], Synthesiser = last, Parallel = parallel }),
        under => Gen.Select(under.Array[1, 3], under, under, Gen.Int[1, 15], Gen.Double[0, 1], Gen.Bool, Cascade),
        under => Gen.Select(under.Array[1, 3], under, Gen.Int[1, 3], Gen.Bool, (experts, merge, top, split) => (NodeEntry)new GateEntry([.. experts.Select((e, i) => new GateExpert($"e{i}", e) { Tasks = s_chat })]) { Top = top, Split = split, Merge = merge, Fallback = merge }),
        under => Gen.Select(under.Array[2, 3], Gen.Enum<Prefer>(), (options, prefer) => (NodeEntry)new SelectEntry([.. options.Select((o, i) => new SelectOption($"o{i}", o) { Quality = s_chat })]) { Prefer = prefer }),
        under => Gen.Select(under, Gen.Int[1, 3], Gen.Int[0, 4], Gen.Bool, Tools),
        under => Gen.Select(under.Array[1, 3], Gen.Bool, (nodes, optional) => (NodeEntry)new PipelineEntry([.. nodes.Select((n, i) => new PipelineStep($"s{i}", n) { Optional = optional })])),
        under => Gen.Select(under, Gen.Bool, Gen.Bool, Gen.Int[0, s_people.Length - 1], (of, failure, waits, queue) => (NodeEntry)new EscalateEntry { Of = of, OnFailure = failure, Waits = waits, Queue = s_people[queue], Expires = TimeSpan.FromSeconds(1) }),
    ];

    private static readonly Gen<ScriptedModel> s_model = Gen.Select(Gen.Int[0, 9], Gen.Int[1, 30], Gen.Int[0, 20], Gen.Int[0, 3], Gen.Int[1, 40], (fate, words, first, between, price) => new ScriptedModel
    {
        Events = r => fate % 2 == 0 && r.Tools.Count > 0 && r.Messages[^1].Role != ChatRole.Tool ? ToolTalk.Calls("quick", "slow", "bad") : null,
        Says = r => DecomposeRig.IsPlanning(r) ? DecomposeRig.Diamond : string.Join(' ', Enumerable.Repeat("word", words)),
        First = TimeSpan.FromMilliseconds(first * 20),
        Between = TimeSpan.FromMilliseconds(between * 10),
        Price = new ModelPrice { In = price, CachedIn = price, Out = price * 4 },
        Fails = fate < 2 ? () => Faults.Upstream("overload") : null,
        Breaks = fate == 2 ? (words / 2, Faults.Broken) : null,
    });

    /// <summary>Trees of at most three nodes above each other.</summary>
    public static Gen<NodeEntry> Tree { get; } = Deep(2);

    /// <summary>How each of the models behaves.</summary>
    public static Gen<ScriptedModel[]> Models { get; } = s_model.Array[s_names.Length];

    /// <summary>A rig with these models.</summary>
    public static PlanRig Rig(ScriptedModel[] models)
    {
        var rig = new PlanRig();
        rig.Models.Reviews = rig.Desk;
        (rig.Desk.After, rig.Desk.OutOfReach) = (TimeSpan.FromMilliseconds(150), 1);
        rig.Desk.Decides = r => r.Queue switch
        {
            "answers" => ScriptedDesk.Answer("a word of a person"),
            "rejects" => new ReviewVerdict { State = ReviewState.Rejected, RequestId = "1", Reason = "no", By = "anna" },
            _ => null,
        };
        foreach (var (name, model) in s_names.Zip(models))
        {
            rig.Models[name] = model;
        }

        rig.Models.Servers.With("s", "quick").With("s", "slow", takes: TimeSpan.FromMilliseconds(150)).With("s", "bad", _ => ToolResult.Error(ToolOutcome.Timeout));
        return rig;
    }

    private static NodeEntry Tools(NodeEntry of, int rounds, int errors, bool bounded) =>
        new ToolsEntry(of, [new ToolSource("s", null)]) { Rounds = rounds, Errors = errors, Within = bounded ? TimeSpan.FromMilliseconds(200) : null, MaxTokens = bounded ? 2_000 : null };

    // Sources of all kinds, and any threshold.
    private static NodeEntry Cascade(NodeEntry[] first, NodeEntry last, NodeEntry judge, int sources, double least, bool early)
    {
        var asked = Enum.GetValues<TierSource>().Where((_, i) => (sources & (1 << i)) != 0).ToArray();
        var accept = new TierAccept { Confidence = least, Sources = asked, Samples = asked.Contains(TierSource.Agreement) ? 2 : 0, Judge = asked.Contains(TierSource.Verify) ? judge : null };
        return new CascadeEntry([.. first.Select(f => new CascadeTier(f, accept)), new CascadeTier(last, null)]) { StartEarly = early, Streams = !early };
    }

    private static NodeEntry Ensemble(NodeEntry[] members, NodeEntry other, Combine combine, int times, int quorum, bool patient, bool early) => new EnsembleEntry(members)
    {
        Samples = members.Length == 1 ? 2 : 1,
        Combine = combine,
        Quorum = quorum,
        MaxWait = patient ? null : TimeSpan.FromMilliseconds(100),
        EarlyStop = early,
        Judge = combine == Combine.Judge ? other : null,
        Synthesiser = combine == Combine.Fuse ? other : null,
        Layers = combine == Combine.Fuse ? times : 1,
    };

    private static Gen<NodeEntry> Deep(int levels) => levels == 0 ? s_leaf : Gen.OneOf([s_leaf, .. s_kinds.Select(kind => kind(Deep(levels - 1)))]);
}
