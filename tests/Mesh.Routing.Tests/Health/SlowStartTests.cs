using Mesh.Contracts.Endpoints;
using Mesh.Routing.Health;
using Microsoft.Extensions.Time.Testing;

namespace Mesh.Routing.Tests.Health;

public sealed class SlowStartTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Circuit _circuit;

    public SlowStartTests() => _circuit = new Circuit(_time);

    [Fact]
    public void SlowStart_OverTenSeconds_GrowsToTheWholeShare()
    {
        Return();
        foreach (var (after, share) in new[] { (0, 0.1), (0.5, 0.1), (3, 0.3), (9, 0.9), (10, 1.0) })
        {
            Assert.Equal(share, Share(after), 1e-9);
        }

        Assert.Equal(Standing.Calm, _circuit.Standing);

        double Share(double seconds)
        {
            _time.SetUtcNow(new DateTimeOffset(2000, 1, 1, 0, 0, 5, TimeSpan.Zero) + TimeSpan.FromSeconds(seconds));
            return _circuit.Standing.Share;
        }
    }

    [Fact]
    public void SlowStart_OfTheOnlyEndpoint_RefusesNobody()
    {
        Return();

        Assert.All(Enumerable.Range(0, 100), _ => Assert.False(_circuit.Enter()!.IsTrial));
    }

    [Fact]
    public void SlowStart_InWhichItFailsAgain_IsOver()
    {
        Return();
        _circuit.Open();
        _time.Advance(TimeSpan.FromSeconds(4.9));

        Assert.Equal(CircuitState.Open, _circuit.State);
    }

    [Fact]
    public void SlowStart_OfOneThatNeverWentOut_IsNone()
    {
        _circuit.Fail();
        _circuit.Succeed();

        Assert.Equal(Standing.Calm, _circuit.Standing);
    }

    private void Return()
    {
        _circuit.Open();
        _time.Advance(TimeSpan.FromSeconds(5));
        _circuit.Succeed(_circuit.Enter()!);
    }
}
