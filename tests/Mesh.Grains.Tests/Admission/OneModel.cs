using Mesh.Contracts.Catalog;
using Mesh.Contracts.Errors;
using Mesh.Contracts.Routing;
using Mesh.Grains.Admission;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Grains.Tests.Admission;

/// <summary>A queue room before one model whose places the test counts, on a clock that it moves.</summary>
internal sealed class OneModel : IDisposable
{
    public const string Model = "m";
    public const string Endpoint = "e";

    // An endpoint of the model that stays full.
    public const string Full = "other";
    private long _arrivals;

    public OneModel(int places, QueueLimits? limits = null)
    {
        Places = places;
        Room = new QueueRoom(_ => new ModelPlaces(limits ?? new QueueLimits(), Places, Free, FullFor, Free > 0 ? [Endpoint] : [], Free > 0 ? [Full] : [Endpoint, Full]), (_, _, why) => Refused.Add(why), Time);
    }

    public FakeTimeProvider Time { get; } = new();

    public QueueRoom Room { get; }

    public int Places { get; set; }

    public int Taken { get; set; }

    // Says that there are no free places, whatever is counted.
    public bool Blocked { get; set; }

    // Time until the vendor takes the next request, when that is what keeps them waiting.
    public TimeSpan? FullFor { get; set; }

    private int Free => Blocked ? 0 : Math.Max(0, Places - Taken);

    public List<Refusal> Refused { get; } = [];

    public Waiter Arrival(WorkClass workClass = WorkClass.Standard, double seconds = 600, string? tenant = null)
    {
        var now = Time.GetTimestamp();
        var caller = tenant is null ? null : new RouteCaller(tenant, "p", "k");
        return new Waiter(new RouteQuery { Target = Model, Caller = caller }, workClass, now + (long)(seconds * Time.TimestampFrequency), ++_arrivals, now) { Endpoints = [Endpoint] };
    }

    public MeshError? Enter(Waiter waiter) => Room.Enter(waiter, [Model]);

    /// <summary>One that waits; it must be let in.</summary>
    public Waiter Waiting(WorkClass workClass = WorkClass.Standard, double seconds = 600, string? tenant = null)
    {
        var waiter = Arrival(workClass, seconds, tenant);
        Assert.Null(Enter(waiter));
        return waiter;
    }

    /// <summary>The request takes the place for which it was called.</summary>
    public void Take(Waiter waiter)
    {
        Assert.True(IsCalled(waiter));
        Taken++;
        Room.Settle(waiter);
    }

    /// <summary>A place comes back.</summary>
    public void GiveBack()
    {
        Taken--;
        Room.Freed(Model);
    }

    public static bool IsCalled(Waiter waiter) => waiter.Call.IsCompletedSuccessfully && waiter.Call.Result is null;

    public static bool IsRefused(Waiter waiter) => waiter.Call.IsCompletedSuccessfully && waiter.Call.Result is not null;

    public void Dispose() => Room.Dispose();
}
