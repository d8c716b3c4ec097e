using Mesh.Contracts.Errors;
using Xunit;

namespace Mesh.Contracts.Tests.Errors;

public sealed class MeshErrorStatusTests
{
    [Fact]
    public void For_EveryCode_HasItsOwnNameAndAnErrorStatusOnBothDoors()
    {
        var statuses = Enum.GetValues<MeshErrorCode>().Select(MeshErrorStatus.For).ToList();

        Assert.Equal(statuses.Count, statuses.Select(s => s.Name).Distinct().Count());
        Assert.All(statuses, s => Assert.InRange(s.HttpStatus, 400, 599));
        Assert.All(statuses, s => Assert.InRange(s.GrpcStatus, 1, 16));
    }

    [Theory]
    [InlineData(MeshErrorCode.QuotaExhausted, 429, 8)]
    [InlineData(MeshErrorCode.NoCapacity, 503, 14)]
    [InlineData(MeshErrorCode.Conflict, 409, 10)]
    [InlineData(MeshErrorCode.Unavailable, 503, 14)]
    public void For_CodesFixedByTheDesign_HaveTheirStatuses(MeshErrorCode code, int http, int grpc)
    {
        var status = MeshErrorStatus.For(code);

        Assert.Equal((http, grpc), (status.HttpStatus, status.GrpcStatus));
    }

    [Theory]
    [InlineData(MeshErrorCode.Conflict)]
    [InlineData(MeshErrorCode.DeadlineExceeded)]
    [InlineData(MeshErrorCode.InvalidRequest)]
    public void For_ErrorsThatARetryCannotMend_TellTheClientSo(MeshErrorCode code) =>
        Assert.False(MeshErrorStatus.For(code).RetryCanHelp);

    [Fact]
    public void For_ValueOutsideTheList_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => MeshErrorStatus.For((MeshErrorCode)99));
}
