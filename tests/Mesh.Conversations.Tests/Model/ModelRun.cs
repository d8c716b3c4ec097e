using System.Globalization;
using Mesh.Contracts.Chat;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Engine;
using Mesh.Conversations.Log;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Conversations.Tests.Model;

/// <summary>Does the same to the engines and to the model, and holds every answer and what is kept at the end against each other.</summary>
internal sealed class ModelRun : IOwnerLiveness
{
    private static readonly ConversationKey s_key = new("acme", "c1");
    private readonly InMemoryConversationLog _kept = new();
    private readonly FakeTimeProvider _time = new();
    private readonly ModelConversation _model = new();
    private readonly FaultyLog _log;
    private readonly TurnEngine _turns;
    private readonly ConversationEngine _conversations;
    private readonly List<TurnLease> _leases = [];
    private readonly HashSet<string> _dead = [];
    private readonly int[] _generations = [1, 1];

    private ModelRun()
    {
        _log = new FaultyLog(_kept);
        _turns = new TurnEngine(s_key, _log, this, _time);
        _conversations = new ConversationEngine(s_key, _log, _time);
        _model.Now = _time.GetUtcNow();
    }

    /// <summary>Runs a sequence; throws where engine and model part.</summary>
    public static void Hold(Command[] commands)
    {
        var run = new ModelRun();
        foreach (var command in commands)
        {
            var (expected, actual) = run.Do(command);
            if (expected != actual)
            {
                throw new InvalidOperationException($"After {command}:\nthe model says  {expected}\nthe engine says {actual}");
            }
        }

        run._log.Settle();
        run._model.Settle();
        var kept = run.Kept();
        if (kept != run._model.ToString())
        {
            throw new InvalidOperationException($"The model has:\n{run._model}\nkept is:\n{kept}");
        }
    }

    public bool IsDead(string owner) => _dead.Contains(owner);

    private (string Expected, string Actual) Do(Command command) => command.Kind switch
    {
        CommandKind.Create => Both(command, () => _model.Create(command.Content), async () => $"created {(await _conversations.CreateAsync(new ConversationSettings(), command.Content, default)).Sequence}"),
        CommandKind.Begin => Begin(command),
        CommandKind.End => _leases.Count == 0 ? ("", "") : End(command, _leases[(command.A + command.D) % _leases.Count]),
        CommandKind.Cancel => Both(command, () => _model.Cancel(command.TurnId), async () => Text(await _turns.CancelAsync(command.TurnId, default))),
        CommandKind.Update => Both(command, _model.Update, async () => $"updated {(await _conversations.UpdateAsync(s => s, null, default)).Sequence}"),
        CommandKind.Delete => Both(command, _model.Delete, async () => $"deleted {Removed(await Deletions.AskAsync(s_key, _log, _time))}"),
        CommandKind.Read => Read(command),
        CommandKind.Turns => Both(command, () => (_model.Turns(), null), async () => string.Join('\n', (await _conversations.TurnsAsync(1, 64, default)).Turns.Select(Text))),
        _ => Happen(command),
    };

    private static long Removed(ConversationDeleted deleted) => deleted.IsNew ? deleted.Report!.Turns : 0;

    private (string, string) Begin(Command command)
    {
        var owner = Owner(command.D % 2);
        var expected = _model.Version + command.VersionOff;
        var request = new TurnRequest
        {
            TurnId = command.TurnId,
            Hash = command.Content,
            Kind = command.Place,
            Target = command.Target,
            ExpectedVersion = expected,
            Timeout = command.Timeout,
            Chat = new ChatRequest { Messages = [] },
        };
        return Both(command, () => _model.Begin(command, owner, expected), async () =>
        {
            var begun = await _turns.BeginAsync(request, owner, default);
            if (begun.Admission is TurnAdmission.Started or TurnAdmission.Joined)
            {
                _leases.Add(new TurnLease(begun.Turn!.Number, begun.Turn.Attempt, begun.Turn.Epoch));
            }

            return $"{begun.Admission}{(begun.Turn is null ? "" : $" {Text(begun.Turn)}")}{(begun.Owner is null ? "" : $" at {begun.Owner}")}";
        });
    }

    private (string, string) End(Command command, TurnLease lease) => Both(command, () => _model.End(lease, command.Ending, command.Said), async () =>
    {
        var answer = command.Said is { } said ? new TurnAnswer { Message = new ChatMessage { Role = ChatRole.Assistant, Parts = [new TextPart(said)] } } : null;
        var ended = await _turns.EndAsync(lease, new TurnEnding(command.Ending, answer), default);
        return $"{(ended.IsKept ? "kept" : "not kept")}{(ended.Turn is null ? ", gone" : $" {Text(ended.Turn)}")}";
    });

    private (string, string) Read(Command command)
    {
        var seen = _model.Version + command.VersionOff;
        return Both(command, () => (_model.Read(seen), null), async () =>
        {
            var head = await _conversations.ReadAsync(seen, default);
            return $"version {head.Version} of {head.Turns} turns, leaf {head.Leaf}, running {head.Running?.Number}";
        });
    }

    private (string, string) Happen(Command command)
    {
        switch (command.Kind)
        {
            case CommandKind.Kill:
                _dead.Add(Owner(command.A % 2));
                _model.Kill(Owner(command.A % 2));
                _generations[command.A % 2]++;
                break;
            case CommandKind.Pass:
                _time.Advance(command.Time);
                _model.Now = _time.GetUtcNow();
                break;
            case CommandKind.Settle:
                _log.Settle();
                _model.Settle();
                break;
            default:
                _leases.Clear();
                break;
        }

        return ("", "");
    }

    private (string, string) Both(Command command, Func<(string, Action?)> model, Func<Task<string>> engine)
    {
        _log.Next = command.Fault;
        var expected = _model.Answer(command.Fault, model);
        try
        {
            return (expected, engine().GetAwaiter().GetResult());
        }
        catch (MeshException e)
        {
            return (expected, $"{e.Error.Code} {e.Error.Reason}");
        }
        finally
        {
            _log.Next = LogFault.None;
        }
    }

    private string Owner(int i) => $"silo-{i}/{_generations[i]}";

    private static string Text(TurnRecord turn) => new ModelTurn(turn.Number, turn.Request.TurnId, turn.Request.Hash, turn.Parent, turn.Attempt, turn.Epoch)
    {
        State = turn.State,
        Said = turn.Answer?.Message.Parts is [TextPart text] ? text.Text : null,
        IsAbandoned = turn.Error?.Reason == "owner_lost",
        Version = turn.Version,
    }.ToString();

    private string Kept()
    {
        var head = _kept.ReadHeadAsync(s_key, default).GetAwaiter().GetResult();
        var turns = _kept.ReadTurnsAsync(s_key, 1, 64, default).GetAwaiter().GetResult();
        var events = _kept.ReadOutboxAsync(s_key, default).GetAwaiter().GetResult();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"sequence {head?.Sequence ?? 0} epoch {head?.Epoch ?? 0} version {head?.Version ?? 0} leaf {head?.Leaf ?? 0} deleted {head?.DeletedAt is not null} running {head?.Running?.Number} {head?.Running?.Owner}\n{string.Join('\n', turns.Select(Text))}\n{string.Join('\n', events.Select(e => $"{e.Sequence} {e.Kind} {e.Number}.{e.Attempt}"))}");
    }
}
