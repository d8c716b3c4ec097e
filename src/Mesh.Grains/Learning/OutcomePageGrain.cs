using Mesh.Contracts.Routing;

namespace Mesh.Grains.Learning;

/// <summary>A page in the cluster's store. What could not be written is read again before it is told.</summary>
internal sealed class OutcomePageGrain([PersistentState("outcomePage")] IPersistentState<OutcomePage> page) : Grain, IOutcomePageGrain
{
    public Task AppendAsync(IReadOnlyList<RecordedOutcome> outcomes) => ChangeAsync([.. page.State.Outcomes, .. outcomes]);

    public Task<IReadOnlyList<RecordedOutcome>> ReadAsync() => Task.FromResult<IReadOnlyList<RecordedOutcome>>([.. page.State.Outcomes]);

    public async Task<int> ForgetAsync(DateTimeOffset before)
    {
        if (page.State.Outcomes.Exists(o => o.At < before))
        {
            await ChangeAsync(page.State.Outcomes.FindAll(o => o.At >= before));
        }

        return page.State.Outcomes.Count;
    }

    private async Task ChangeAsync(List<RecordedOutcome> outcomes)
    {
        page.State.Outcomes = outcomes;
        try
        {
            await (outcomes.Count == 0 ? page.ClearStateAsync() : page.WriteStateAsync());
        }
        catch
        {
            DeactivateOnIdle();
            throw;
        }
    }
}
