using Mesh.Conversations.Engine;

namespace Mesh.Grains.Conversations;

/// <summary>Knows from the cluster's membership which silos are dead. One that was never seen as a member is not known to be.</summary>
internal sealed class SiloOwners(IClusterMembershipService membership) : IOwnerLiveness
{
    public bool IsDead(string owner)
    {
        var address = SiloAddress.FromParsableString(owner);
        var members = membership.CurrentSnapshot.Members;
        return members.TryGetValue(address, out var member)
            ? member.Status == SiloStatus.Dead

            // A successor at the same address is there only when the one before is not.
            : members.Values.Any(m => m.SiloAddress.IsSuccessorOf(address));
    }
}
