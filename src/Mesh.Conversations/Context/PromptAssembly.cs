using Mesh.Contracts.Catalog;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Conversations.Notes;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Context.Summaries;

namespace Mesh.Conversations.Context;

/// <summary>
/// Makes the prompt for one model: instructions, pinned facts, summary or hand-over, as many of the last turns word for word as fit, the new
/// messages. Turns are given to it newest first for as long as it wants them; it wants no more than fit, and a bounded number beyond to find
/// where the summary takes over. No I/O; not thread-safe.
/// </summary>
public sealed class PromptAssembly
{
    /// <summary>Most turns beyond those that fit that are looked through for the last one that the summary covers.</summary>
    public const int MostSearched = 256;

    // What the summary may take of the room beside the new messages.
    private const int SummaryShare = 2;
    private const string LeftOut = "Earlier turns of this conversation are not shown, and no summary covers them all.";
    private const string PinnedHeading = "Keep in mind:";
    private readonly AnsweringModel _model;
    private readonly PromptMaterial _material;
    private readonly MessageAdaptation _adaptation;
    private readonly PromptTally _tally;
    private readonly IReadOnlyList<ChatMessage> _new;
    private readonly IReadOnlyList<ChatMessage> _always;
    private readonly List<TurnRecord> _told = [];
    private readonly List<IReadOnlyList<ChatMessage>> _messages = [];
    private readonly bool _handsOver;
    private (bool Careful, long Summary, long All)? _kept;
    private TurnRecord? _cut;
    private long _shared;
    private int _searched;

    /// <summary>Begins a prompt.</summary>
    /// <exception cref="MeshException">invalid_request, reason context_too_long: the new messages alone do not fit; says by how much.</exception>
    public PromptAssembly(AnsweringModel model, PromptMaterial material)
    {
        (_model, _material) = (model, material);
        _adaptation = new MessageAdaptation(model, material.Notes);
        _new = _adaptation.Of(material.Chat.Messages);
        _handsOver = material.LastModel.Length > 0 && material.LastModel != model.Name;
        var budget = model.Budget(material.Chat.Settings.MaxOutputTokens);
        _tally = new PromptTally(model, budget);
        _tally.TakeTexts(material.Chat.Tools.SelectMany(t => new[] { t.Name, t.Description ?? "", t.ParametersJson ?? "" }).Append(material.Chat.ResponseFormat?.SchemaJson ?? ""));
        _always = [.. System(Fixed()), .. _new];
        if (!_tally.TryTake(_always))
        {
            throw TooLong(_tally.Used + _tally.Of(_always), budget);
        }
    }

    private bool HasSummary => _material.Notes.Summary.Through > 0;

    /// <summary>Takes in the next older turn of the branch.</summary>
    /// <returns>Whether still older ones are wanted.</returns>
    public bool Take(TurnRecord turn)
    {
        if (_shared == 0 && SummaryBranch.Covers(_material.Notes.Summary, turn.Number))
        {
            _shared = turn.Number;
        }

        if (_cut is null)
        {
            var messages = _adaptation.Of(turn);
            if (_tally.TryTake(messages, () => KeptFree().All))
            {
                _told.Add(turn);
                _messages.Add(messages);
                return turn.Parent > 0;
            }

            _cut = turn;
        }

        _searched++;
        return HasSummary && _shared == 0 && turn.Parent > 0 && _searched < MostSearched;
    }

    /// <summary>The prompt. Every turn of the branch was given, or no more were wanted.</summary>
    public AssembledPrompt Finish()
    {
        var (room, isBare) = (KeptFree().Summary, false);
        while (true)
        {
            var (messages, told) = Compose(room, isBare);
            if (_tally.Fits(messages) || isBare)
            {
                return new AssembledPrompt(_material.Chat with { Messages = messages }, told with { Tokens = _tally.Used, IsCounted = _tally.IsCareful }, Undescribed());
            }

            // What was kept free was an estimate of what stands around the turns: the oldest gives way, and with none left the summary does,
            // and at last the mesh's own words.
            if (_told.Count > 0)
            {
                _cut = _told[^1];
                _told.RemoveAt(_told.Count - 1);
                _messages.RemoveAt(_messages.Count - 1);
            }
            else
            {
                (room, isBare) = (room / 2, room == 0);
            }
        }
    }

    // Once the new messages fit, what the summary takes is bounded by what is left, and turns get the rest. In whatever measure holds now.
    private (bool Careful, long Summary, long All) KeptFree()
    {
        if (_kept is { } kept && kept.Careful == _tally.IsCareful)
        {
            return kept;
        }

        var left = _tally.LeftBeside(_always);
        var items = SummaryText.Fitting(_material.Notes.Summary, _tally.Size, left / SummaryShare);
        var around = _tally.Size(LeftOut) + (_handsOver ? _tally.Size(HandOverText.Write(_material.LastModel, items, [])) : items.Count > 0 ? _tally.Size(SummaryText.Write(items)) : 0);
        return (_kept = (_tally.IsCareful, left / SummaryShare, Math.Min(left, around))).Value;
    }

    private (IReadOnlyList<ChatMessage> Messages, TurnPrompt Told) Compose(long room, bool isBare)
    {
        var summary = SummaryBranch.UpTo(_material.Notes.Summary, _shared);
        var isNeeded = _cut is not null;
        var items = _shared > 0 && (isNeeded || _handsOver) ? SummaryText.Fitting(summary, _tally.Size, room) : [];
        var isWhole = items.Count > 0 && summary.GivenUp == 0 && items.Count == summary.Items.Count(i => i.Current.Text.Length > 0);
        var leavesOut = isNeeded && (_shared < _cut!.Number || !isWhole);
        var sections = Fixed();
        if (_handsOver && !isBare)
        {
            sections.Add(HandOverText.Write(_material.LastModel, items, room == 0 ? [] : HandOverText.Tried(_messages.AsEnumerable().Reverse().SelectMany(m => m).Concat(_new))));
        }
        else if (items.Count > 0)
        {
            sections.Add(SummaryText.Write(items));
        }

        if (leavesOut && !isBare)
        {
            sections.Add(LeftOut);
        }

        IReadOnlyList<ChatMessage> turns = [.. _messages.AsEnumerable().Reverse().SelectMany(m => m), .. _new];
        IReadOnlyList<ChatMessage> paired = ToolPairing.Of(turns, _cut?.Answer?.Message.ToolCalls ?? [], _model.Capabilities.HasFlag(ModelCapabilities.Tools));
        var told = new TurnPrompt
        {
            OldestTurn = _told.Count == 0 ? 0 : _told[^1].Number,
            SummaryThrough = items.Count > 0 ? summary.Through : 0,
            LeavesOut = leavesOut,
            Described = Unreadable().Count(p => p is ImagePart image && _adaptation.Description(image) is not null),
            Missing = Unreadable().Count(p => p is not ImagePart image || _adaptation.Description(image) is null),
            HandOver = _handsOver ? new HandOver(_material.LastModel, _model.Name, "", isBare ? 0 : HandOverText.Form) : null,
        };
        return ([.. System(sections), .. paired], told);
    }

    private IEnumerable<ContentPart> Unreadable() => _told.SelectMany(t => t.Request.Chat.Messages.AsEnumerable().Reverse())
        .Prepend(new ChatMessage { Role = ChatRole.User, Parts = [.. _material.Chat.Messages.AsEnumerable().Reverse().SelectMany(m => m.Parts)] })
        .SelectMany(m => m.Parts)
        .Where(_adaptation.IsUnreadable);

    private ImagePart[] Undescribed() => [.. Unreadable().OfType<ImagePart>().Where(i => _adaptation.Description(i) is null).DistinctBy(i => i.Url)];

    private List<string> Fixed()
    {
        var sections = new List<string>();
        if (_material.Instructions.Length > 0)
        {
            sections.Add(_material.Instructions);
        }

        if (_material.Pinned.Count > 0)
        {
            sections.Add(string.Join("\n- ", _material.Pinned.Prepend(PinnedHeading)));
        }

        return sections;
    }

    // One message: the templates of many engines take no second one.
    private static ChatMessage[] System(List<string> sections) =>
        sections.Count == 0 ? [] : [new ChatMessage { Role = ChatRole.System, Parts = [new TextPart(string.Join("\n\n", sections))] }];

    private MeshException TooLong(long tokens, long budget) => new(
        MeshErrorCode.InvalidRequest,
        "context_too_long",
        $"The new messages with instructions, pinned facts and tools take about {tokens} tokens, and '{_model.Name}' has room for {Math.Max(0, budget)} beside its answer: {tokens - budget} too many. Shorten 'input.messages', lower 'max_output_tokens' or ask for a model with a longer context.",
        "input.messages");
}
