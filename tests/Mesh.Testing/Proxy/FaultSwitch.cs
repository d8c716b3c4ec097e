namespace Mesh.Testing.Proxy;

/// <summary>The faults that hold now, for many flows to read and to wait for their change.</summary>
internal sealed class FaultSwitch
{
    private State _state = new(ProxyFaults.None);

    /// <summary>What holds now.</summary>
    public ProxyFaults Now => Volatile.Read(ref _state).Faults;

    /// <summary>Sets what holds from now on.</summary>
    public void Set(ProxyFaults faults) => Interlocked.Exchange(ref _state, new State(faults)).Over.SetResult();

    /// <summary>Waits while a condition holds.</summary>
    public async Task WhileAsync(Func<ProxyFaults, bool> holds, CancellationToken cancellationToken)
    {
        while (Volatile.Read(ref _state) is var state && holds(state.Faults))
        {
            await state.Over.Task.WaitAsync(cancellationToken);
        }
    }

    private sealed record State(ProxyFaults Faults)
    {
        public TaskCompletionSource Over { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
