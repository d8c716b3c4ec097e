using Mesh.Contracts.Routing;
using Microsoft.Extensions.Logging;

namespace Mesh.Grains.Learning;

/// <summary>
/// Collects outcomes and writes them some seconds later into pages, the newest page last. At most <see cref="MostPages"/> are kept, each
/// of about <see cref="MostOfPage"/> bytes: what is over goes with the oldest page.
/// </summary>
internal sealed partial class OutcomeGrain([PersistentState("outcomes")] IPersistentState<OutcomeShelf> shelf, ILogger<OutcomeGrain> logger) : Grain, IOutcomeGrain
{
    /// <summary>Pages that are kept.</summary>
    public const int MostPages = 256;

    /// <summary>Bytes of a page, but for the outcome that brings it there.</summary>
    public const int MostOfPage = 256 * 1024;

    /// <summary>Outcomes that may wait to be written.</summary>
    public const int MostWaiting = 1000;

    // Of an outcome beside its prompt.
    private const int Beside = 100;
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);
    private readonly List<RecordedOutcome> _waiting = [];
    private bool _stale;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(TryWriteAsync, new GrainTimerCreationOptions(s_pause, s_pause) { Interleave = false });
        return Task.CompletedTask;
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken) => TryWriteAsync(cancellationToken);

    public Task<bool> RecordAsync(RecordedOutcome outcome)
    {
        var room = _waiting.Count < MostWaiting;
        if (room)
        {
            _waiting.Add(outcome);
        }

        return Task.FromResult(room);
    }

    public async Task<IReadOnlyList<long>> PagesAsync()
    {
        await WriteAsync();
        return [.. shelf.State.Pages.Select(p => p.Number)];
    }

    public async Task ForgetAsync(DateTimeOffset before)
    {
        await RefreshAsync();
        _waiting.RemoveAll(o => o.At < before);
        foreach (var note in shelf.State.Pages.Where(p => p.Oldest < before).ToArray())
        {
            if (await Page(note.Number).ForgetAsync(before) == 0)
            {
                shelf.State.Pages.Remove(note);
            }
            else
            {
                note.Oldest = before;
            }

            await KeepAsync();
        }
    }

    // What cannot be written now waits for the next time.
    private async Task TryWriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync();
        }
        catch (Exception e)
        {
            LogNotWritten(_waiting.Count, e.GetType().Name);
        }
    }

    private async Task WriteAsync()
    {
        await RefreshAsync();
        if (_waiting.Count == 0)
        {
            return;
        }

        while (_waiting.Count > 0)
        {
            // The list goes first: a page that it does not name would never be found again.
            var note = await OpenPageAsync();
            var taken = Fitting(MostOfPage - note.Bytes);
            await Page(note.Number).AppendAsync(_waiting.GetRange(0, taken));
            note.Bytes += _waiting.Take(taken).Sum(SizeOf);
            _waiting.RemoveRange(0, taken);
        }

        // How full the last page is must be known when this grain comes back, or it would grow without end.
        await KeepAsync();
    }

    private async Task<OutcomePageNote> OpenPageAsync()
    {
        if (shelf.State.Pages is [.., var last] && last.Bytes < MostOfPage)
        {
            return last;
        }

        while (shelf.State.Pages.Count >= MostPages)
        {
            await Page(shelf.State.Pages[0].Number).ForgetAsync(DateTimeOffset.MaxValue);
            shelf.State.Pages.RemoveAt(0);
        }

        var note = new OutcomePageNote { Number = shelf.State.Next++, Oldest = _waiting.Min(o => o.At) };
        shelf.State.Pages.Add(note);
        await KeepAsync();
        return note;
    }

    private int Fitting(long room)
    {
        var taken = 0;
        for (; taken < _waiting.Count && (taken == 0 || room > 0); taken++)
        {
            room -= SizeOf(_waiting[taken]);
        }

        return taken;
    }

    private async Task KeepAsync()
    {
        try
        {
            await shelf.WriteStateAsync();
        }
        catch
        {
            _stale = true;
            throw;
        }
    }

    // After a failed write nobody knows what is stored. What waits is in memory only, so the grain must not go for that.
    private async Task RefreshAsync()
    {
        if (_stale)
        {
            await shelf.ReadStateAsync();
            _stale = false;
        }
    }

    private IOutcomePageGrain Page(long number) => GrainFactory.GetGrain<IOutcomePageGrain>(number);

    private static int SizeOf(RecordedOutcome outcome) => outcome.Prompt.Length + Beside + (outcome.Cascade?.Size ?? 0);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} outcomes could not be written ({Error}); they wait")]
    private partial void LogNotWritten(int count, string error);
}
