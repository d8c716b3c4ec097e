using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using Grpc.Core;
using Mesh.Client.Errors;
using Mesh.Contracts.Errors;
using MeshErrorCode = Mesh.Client.Errors.MeshErrorCode;

namespace Mesh.Client.Tests.Errors;

public sealed class RpcErrorsTests
{
    public static TheoryData<Contracts.Errors.MeshErrorCode> Codes => [.. System.Enum.GetValues<Contracts.Errors.MeshErrorCode>()];

    [Theory]
    [MemberData(nameof(Codes))]
    public void Read_EveryCodeOfTheMesh_IsTheSameCodeHere(Contracts.Errors.MeshErrorCode code)
    {
        var form = MeshErrorStatus.For(code);
        var e = RpcErrors.Read(Error((StatusCode)form.GrpcStatus, ("code", form.Name)), began: false);

        Assert.Equal(code.ToString(), e.Code.ToString());
        Assert.Equal(form.RetryCanHelp, e.RetryCanHelp);
    }

    [Fact]
    public void Codes_Here_AreThoseOfTheMeshAndNoMore() =>
        Assert.Equal(System.Enum.GetNames<Contracts.Errors.MeshErrorCode>(), System.Enum.GetNames<MeshErrorCode>());

    [Fact]
    public void Read_AllDetails_AreKept()
    {
        var e = RpcErrors.Read(
            Error(StatusCode.Unavailable, ("code", "upstream_failed"), ("attempts", "a: busy; b: gone"), ("endpoint", "b"), ("upstream_status", "503"), ("upstream_code", "overloaded"), ("upstream_request_id", "r1"), ("decision_id", "d1")),
            began: false);

        Assert.Equal(["a: busy", "b: gone"], e.Attempts);
        Assert.Equal(("d1", null), (e.DecisionId, e.Interruption));
        Assert.Equal(("b", 503, "overloaded", "r1", "some_reason", "f", TimeSpan.FromSeconds(3)), (e.Endpoint, e.UpstreamStatus, e.UpstreamCode, e.UpstreamRequestId, e.Reason, e.Field, e.RetryAfter));
    }

    [Theory]
    [InlineData(StatusCode.Unavailable, false, MeshErrorCode.Unavailable, "unreachable")]
    [InlineData(StatusCode.Unavailable, true, MeshErrorCode.Interrupted, "connection_lost")]
    [InlineData(StatusCode.Internal, true, MeshErrorCode.Interrupted, "connection_lost")]
    [InlineData(StatusCode.Internal, false, MeshErrorCode.Internal, "internal")]
    [InlineData(StatusCode.DeadlineExceeded, true, MeshErrorCode.DeadlineExceeded, "deadline_exceeded")]
    [InlineData(StatusCode.Unimplemented, false, MeshErrorCode.Internal, "unimplemented")]
    [InlineData(StatusCode.ResourceExhausted, false, MeshErrorCode.QuotaExhausted, "resource_exhausted")]
    public void Read_WithoutDetails_SaysWhatTheConnectionMet(StatusCode status, bool began, MeshErrorCode code, string reason)
    {
        var e = RpcErrors.Read(new RpcException(new Grpc.Core.Status(status, "words")), began);

        Assert.Equal((code, reason), (e.Code, e.Reason));
    }

    [Fact]
    public void Translate_CallerCancelled_IsCancellationWhateverTheStatus()
    {
        using var cancel = new CancellationTokenSource();
        cancel.Cancel();

        Assert.IsType<OperationCanceledException>(RpcErrors.Translate(new RpcException(new Grpc.Core.Status(StatusCode.Unavailable, "")), began: true, "http://a", cancel.Token));
    }

    private static RpcException Error(StatusCode code, params (string Name, string Value)[] metadata)
    {
        var info = new ErrorInfo { Domain = "meshsilo", Reason = "SOME_REASON" };
        foreach (var (name, value) in metadata)
        {
            info.Metadata[name] = value;
        }

        var status = new Google.Rpc.Status { Code = (int)code, Message = "words" };
        status.Details.Add(Any.Pack(info));
        status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(TimeSpan.FromSeconds(3)) }));
        status.Details.Add(Any.Pack(new BadRequest { FieldViolations = { new BadRequest.Types.FieldViolation { Field = "f" } } }));
        return status.ToRpcException();
    }
}
