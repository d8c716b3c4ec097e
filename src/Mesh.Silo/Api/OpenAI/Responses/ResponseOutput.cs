using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;

namespace Mesh.Silo.Api.OpenAI.Responses;

/// <summary>The output of a response as it grows from what its turn says: the same items in the same order, however the pieces are cut.</summary>
internal sealed class ResponseOutput(ResponseId id)
{
    private readonly List<ResponseItem> _items = [];
    private readonly Dictionary<int, ResponseItem> _calls = [];
    private ResponseItem? _open;

    /// <summary>What has come.</summary>
    public IReadOnlyList<ResponseItem> Items => _items;

    /// <summary>Takes in what a frame says; gives the items that it begins, adds to and ends, in order.</summary>
    public IEnumerable<ResponseChange> Take(TurnEvent said) => said switch
    {
        TurnContent { Content: TextDelta { Choice: 0 } t } => Add(ResponseItemKind.Text, t.Text),
        TurnContent { Content: ReasoningDelta { Choice: 0 } r } => Add(ResponseItemKind.Reasoning, r.Text),
        TurnContent { Content: RefusalDelta { Choice: 0 } r } => Add(ResponseItemKind.Refusal, r.Text),
        TurnContent { Content: ToolCallDelta { Choice: 0 } c } => AddCall(c),
        TurnOver => End(),
        TurnReset => Clear(),
        _ => [],
    };

    private IEnumerable<ResponseChange> Add(ResponseItemKind kind, string text)
    {
        if (text.Length == 0)
        {
            yield break;
        }

        if (_open?.Kind != kind)
        {
            foreach (var ended in EndOpen())
            {
                yield return ended;
            }

            _open = New(kind);
            yield return new ResponseChange(_open, ResponseChangeKind.Begun, "");
        }

        _open!.Content.Append(text);
        yield return new ResponseChange(_open, ResponseChangeKind.Grown, text);
    }

    private IEnumerable<ResponseChange> AddCall(ToolCallDelta piece)
    {
        foreach (var ended in EndOpen())
        {
            yield return ended;
        }

        if (!_calls.TryGetValue(piece.Call, out var call))
        {
            call = _calls[piece.Call] = New(ResponseItemKind.Call);
            (call.CallId, call.Name) = (piece.Id ?? "", piece.Name ?? "");
            yield return new ResponseChange(call, ResponseChangeKind.Begun, "");
        }

        if (piece.Arguments.Length > 0)
        {
            call.Content.Append(piece.Arguments);
            yield return new ResponseChange(call, ResponseChangeKind.Grown, piece.Arguments);
        }
    }

    private IEnumerable<ResponseChange> End() => EndOpen().Concat(_calls.Values.Where(c => !c.IsDone).Select(Done));

    private IEnumerable<ResponseChange> EndOpen()
    {
        if (_open is { } open)
        {
            _open = null;
            yield return Done(open);
        }
    }

    private IEnumerable<ResponseChange> Clear()
    {
        _items.Clear();
        _calls.Clear();
        _open = null;
        return [];
    }

    private static ResponseChange Done(ResponseItem item)
    {
        item.IsDone = true;
        return new ResponseChange(item, ResponseChangeKind.Done, "");
    }

    private ResponseItem New(ResponseItemKind kind)
    {
        var prefix = kind switch { ResponseItemKind.Reasoning => "rs", ResponseItemKind.Call => "fc", _ => "msg" };
        var item = new ResponseItem(kind, id.Item(prefix, _items.Count), _items.Count);
        _items.Add(item);
        return item;
    }
}
