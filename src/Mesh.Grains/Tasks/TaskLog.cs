using System.Globalization;
using Mesh.Contracts.Tasks;
using Orleans.Storage;

namespace Mesh.Grains.Tasks;

/// <summary>
/// The rows of a task's record, each written once: a row that is there already is somebody else's, and whoever meets it has been succeeded. So a walk is fenced off by the
/// first event of the next one, whatever silo that runs on. Thread-safe; one append at a time.
/// </summary>
internal sealed class TaskLog(IGrainStorage storage, GrainId grain, TimeProvider time) : IDisposable
{
    private const int MostTries = 5;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);
    private readonly SemaphoreSlim _gate = new(1);
    private long _last;
    private bool _over;

    /// <summary>The number of the last event that is known to be written.</summary>
    public long Last => Volatile.Read(ref _last);

    /// <summary>An event; null where there is none.</summary>
    /// <exception cref="Contracts.Errors.MeshException">unavailable.</exception>
    public async Task<TaskEvent?> ReadAsync(long number)
    {
        try
        {
            return (await RowAsync(number)).Event;
        }
        catch (Exception e) when (e is not Contracts.Errors.MeshException)
        {
            throw TaskErrors.StoreUnreachable(e);
        }
    }

    /// <summary>All events in their order, from the first.</summary>
    /// <exception cref="Contracts.Errors.MeshException">unavailable.</exception>
    public async IAsyncEnumerable<TaskEvent> ReadAllAsync()
    {
        for (var number = 1L; await ReadAsync(number) is { } said; number++)
        {
            Volatile.Write(ref _last, number);
            _over |= said is TaskEnded;
            yield return said;
        }
    }

    /// <summary>Writes the next event; gives it as it is written.</summary>
    /// <exception cref="TaskTakenOverException">Somebody else has written an event of this number, or the task is over.</exception>
    /// <exception cref="Contracts.Errors.MeshException">unavailable: whether it is written is not known.</exception>
    public async Task<TaskEvent> AppendAsync(TaskEvent said)
    {
        await _gate.WaitAsync();
        try
        {
            // An end is the last event, of this activation's own walk too.
            if (_over)
            {
                throw new TaskTakenOverException();
            }

            var written = said with { Number = _last + 1, At = time.GetUtcNow(), Writer = Guid.NewGuid().ToString("N") };
            await WriteAsync(written);
            Volatile.Write(ref _last, written.Number);
            _over = written is TaskEnded;
            return written;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Takes all rows away, the last first, so that what is left is a record from its begin on.</summary>
    /// <exception cref="Contracts.Errors.MeshException">unavailable: some may be left.</exception>
    public async Task ClearAsync()
    {
        await _gate.WaitAsync();
        try
        {
            for (; _last > 0; Volatile.Write(ref _last, _last - 1))
            {
                var row = new GrainState<TaskPage>(new TaskPage());
                await storage.ReadStateAsync(Name(_last), grain, row);
                if (row.RecordExists)
                {
                    await storage.ClearStateAsync(Name(_last), grain, row);
                }
            }
        }
        catch (Exception e) when (e is not Contracts.Errors.MeshException)
        {
            throw TaskErrors.StoreUnreachable(e);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _gate.Dispose();

    private static string Name(long number) => string.Create(CultureInfo.InvariantCulture, $"task-{number:D5}");

    // A write of which nobody knows whether it happened is tried again: the row that it finds is then its own.
    private async Task WriteAsync(TaskEvent said)
    {
        for (var left = MostTries - 1; ; left--)
        {
            try
            {
                await storage.WriteStateAsync(Name(said.Number), grain, new GrainState<TaskPage>(new TaskPage { Event = said }));
                return;
            }
            catch (InconsistentStateException)
            {
                if ((await ReadAsync(said.Number))?.Writer == said.Writer)
                {
                    return;
                }

                throw new TaskTakenOverException();
            }
            catch (Exception e)
            {
                if (left == 0)
                {
                    throw e as Contracts.Errors.MeshException ?? TaskErrors.StoreUnreachable(e);
                }

                await Task.Delay(s_pause * (MostTries - left), time);
            }
        }
    }

    private async Task<TaskPage> RowAsync(long number)
    {
        var row = new GrainState<TaskPage>(new TaskPage());
        await storage.ReadStateAsync(Name(number), grain, row);
        return row.State ?? new TaskPage();
    }
}
