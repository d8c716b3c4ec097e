using Google.Protobuf;
using Grpc.Core;
using Mesh.Contracts.Access;
using Mesh.Contracts.Conversations;
using Mesh.Contracts.Errors;
using Mesh.Conversations.Accounts;
using Mesh.Conversations.Log;
using Mesh.Grains.Access;
using Mesh.Grains.Conversations;
using Mesh.Silo.Access;
using Mesh.Silo.Api.Requests;
using V1 = MeshSilo.V1;

namespace Mesh.Silo.Api.Grpc;

/// <summary>Conversations at the gRPC door.</summary>
internal sealed class ConversationGrpcService(TenantGrains grains, ConversationTurns turns, ConversationForks forks, IConversationIndex index, IConversationAccounts accounts, WriteDeadline writes, TimeProvider time) : V1.ConversationService.ConversationServiceBase
{
    private const int MostTurns = 64;
    private const int MostTurnsInPage = 256;

    /// <inheritdoc/>
    public override async Task<V1.Conversation> CreateConversation(V1.CreateConversationRequest request, ServerCallContext context)
    {
        var id = ConversationFields.IdOrNew(request.Id, "id", time);
        var settings = new ConversationSettings
        {
            Title = ConversationFields.Title(request.Title),
            Metadata = ConversationFields.Metadata(request.Metadata),
            Instructions = ConversationFields.Instructions(request.Instructions),
            Route = ConversationFields.Route(request.Route),
            Pinned = ConversationFields.Pinned(request.PinnedFacts),
            Retention = request.Retention is { } retention ? ConversationFields.Retention(retention) : null,
        };
        return ConversationMapping.Conversation(await CallAsync(context, id, c => c.CreateAsync(settings, ConversationFields.Hash(request))));
    }

    /// <inheritdoc/>
    public override async Task<V1.Conversation> GetConversation(V1.GetConversationRequest request, ServerCallContext context) =>
        ConversationMapping.Conversation(await CallAsync(context, ConversationFields.Id(request.Id, "id"), c => c.ReadAsync(request.SeenVersion > 0 ? request.SeenVersion : null)));

    /// <inheritdoc/>
    public override async Task<V1.Conversation> UpdateConversation(V1.UpdateConversationRequest request, ServerCallContext context)
    {
        var change = new ConversationChange
        {
            Title = request.HasTitle ? ConversationFields.Title(request.Title) : null,
            Metadata = request.Metadata is { } metadata ? ConversationFields.Metadata(metadata.Values) : null,
            Instructions = request.HasInstructions ? ConversationFields.Instructions(request.Instructions) : null,
            Route = request.HasRoute ? ConversationFields.Route(request.Route) : null,
            Pinned = request.PinnedFacts is { } pinned ? ConversationFields.Pinned(pinned.Facts) : null,
            Retention = request.Retention is { } retention ? ConversationFields.RetentionOrNone(retention) : null,
        };
        var (id, hold) = (ConversationFields.Id(request.Id, "id"), request.HasLegalHold ? Hold(request.LegalHold, Caller(context)) : (bool?)null);
        var head = hold is not null && change == new ConversationChange()
            ? null
            : await CallAsync(context, id, c => c.UpdateAsync(change, request.HasExpectedVersion ? request.ExpectedVersion : null));
        return ConversationMapping.Conversation(hold is { } held ? await CallAsync(context, id, c => c.HoldAsync(held)) : head!);
    }

    /// <inheritdoc/>
    public override async Task<V1.DeleteConversationResponse> DeleteConversation(V1.DeleteConversationRequest request, ServerCallContext context) =>
        DeletionMapping.Response(await CallAsync(context, ConversationFields.Id(request.Id, "id"), c => c.DeleteAsync()));

    /// <inheritdoc/>
    public override async Task<V1.ListConversationsResponse> ListConversations(V1.ListConversationsRequest request, ServerCallContext context)
    {
        var (cursor, size) = ConversationPaging.Of(request);
        var wanted = ConversationFields.Metadata(request.Metadata);
        var page = await ConversationPaging.ReadAsync(index, Caller(context).Tenant, cursor, size, c => wanted.All(w => c.Metadata.TryGetValue(w.Key, out var value) && value == w.Value), context.CancellationToken);
        return new V1.ListConversationsResponse { Conversations = { page.Conversations.Select(ConversationMapping.Conversation) }, NextPageToken = ConversationPaging.Token(page.Next) };
    }

    /// <inheritdoc/>
    public override async Task<V1.Conversation> ForkConversation(V1.ForkConversationRequest request, ServerCallContext context) => ConversationMapping.Conversation(await forks.ForkAsync(
        Caller(context),
        ConversationFields.Id(request.Id, "id"),
        request.Turn >= 0 ? request.Turn : throw Fields.Invalid("turn", "'turn' must be the number of a turn, or 0 for the last."),
        ConversationFields.IdOrNew(request.NewId, "new_id", time),
        ConversationFields.Title(request.Title)));

    /// <inheritdoc/>
    public override async Task ExportConversation(V1.ExportConversationRequest request, IServerStreamWriter<V1.ExportConversationResponse> responses, ServerCallContext context)
    {
        var id = ConversationFields.Id(request.Id, "id");
        await WriteAsync([ConversationMapping.Conversation(await CallAsync(context, id, c => c.ReadAsync(null)))]);
        for (var from = 1L; ; from += MostTurns)
        {
            var turns = await CallAsync(context, id, c => c.ListTurnsAsync(from, MostTurns));
            await WriteAsync(turns.Select(ConversationMapping.Turn));
            if (turns.Count < MostTurns)
            {
                return;
            }
        }

        Task WriteAsync(IEnumerable<IMessage> messages) => responses.WriteAsync(
            new V1.ExportConversationResponse { JsonLines = ByteString.CopyFromUtf8(string.Concat(messages.Select(m => JsonFormatter.Default.Format(m) + "\n"))) }, context.CancellationToken);
    }

    /// <inheritdoc/>
    public override Task SendTurn(V1.SendTurnRequest request, IServerStreamWriter<V1.TurnFrame> responses, ServerCallContext context) =>
        SendAsync(request.ConversationId, TurnRequestMapping.Send(request, Caller(context), time), request.Options, responses, context);

    /// <inheritdoc/>
    public override Task EditTurn(V1.EditTurnRequest request, IServerStreamWriter<V1.TurnFrame> responses, ServerCallContext context) =>
        SendAsync(request.ConversationId, TurnRequestMapping.Edit(request, Caller(context), time), request.Options, responses, context);

    /// <inheritdoc/>
    public override Task RegenerateTurn(V1.RegenerateTurnRequest request, IServerStreamWriter<V1.TurnFrame> responses, ServerCallContext context) =>
        SendAsync(request.ConversationId, TurnRequestMapping.Regenerate(request, Caller(context), time), request.Options, responses, context);

    /// <inheritdoc/>
    public override async Task ResumeTurn(V1.ResumeTurnRequest request, IServerStreamWriter<V1.TurnFrame> responses, ServerCallContext context)
    {
        var from = request.From is { } place ? new TurnPosition(place.Turn, place.Attempt, place.Seq) : (TurnPosition?)null;
        using var writer = new TurnWriter(responses, context, request.Accepts, writes, time);
        await writer.TellAsync(await turns.ResumeAsync(Caller(context), Conversation(request.ConversationId), Turn(request.TurnId), from));
    }

    /// <inheritdoc/>
    public override async Task<V1.Turn> GetTurn(V1.GetTurnRequest request, ServerCallContext context) =>
        ConversationMapping.Turn(await CallAsync(context, Conversation(request.ConversationId), c => c.FindTurnAsync(Turn(request.TurnId))));

    /// <inheritdoc/>
    public override async Task<V1.ListTurnsResponse> ListTurns(V1.ListTurnsRequest request, ServerCallContext context)
    {
        var (from, size) = Paging.ByNumber(request.PageSize, request.PageToken, MostTurnsInPage);
        var found = await CallAsync(context, Conversation(request.ConversationId), c => c.ListTurnsAsync(from, size));
        return new V1.ListTurnsResponse { Turns = { found.Select(ConversationMapping.Turn) }, NextPageToken = found.Count == size ? Paging.Token(from + size) : "" };
    }

    /// <inheritdoc/>
    public override async Task<V1.Turn> CancelTurn(V1.CancelTurnRequest request, ServerCallContext context) =>
        ConversationMapping.Turn(await turns.CancelAsync(Caller(context), Conversation(request.ConversationId), Turn(request.TurnId), context.CancellationToken));

    /// <inheritdoc/>
    public override async Task<V1.GetUsageResponse> GetUsage(V1.GetUsageRequest request, ServerCallContext context)
    {
        var (from, to) = AccountsMapping.Days(request, time);
        return new V1.GetUsageResponse { Days = { (await accounts.ReadAsync(Caller(context).Tenant, from, to, context.CancellationToken)).Select(AccountsMapping.Day) } };
    }

    /// <inheritdoc/>
    public override async Task<V1.ListAuditRecordsResponse> ListAuditRecords(V1.ListAuditRecordsRequest request, ServerCallContext context)
    {
        var caller = Caller(context);
        caller.Ensure("audit");
        var (before, size) = AccountsMapping.Page(request);
        var records = await accounts.ReadAuditAsync(caller.Tenant, before, size, context.CancellationToken);
        return new V1.ListAuditRecordsResponse { Records = { records.Select(AccountsMapping.Record) }, NextPageToken = records.Count == size ? AccountsMapping.Token(records[^1]) : "" };
    }

    private static bool Hold(bool asked, CallerIdentity caller)
    {
        caller.Ensure("legal-hold");
        return asked;
    }

    private static CallerIdentity Caller(ServerCallContext context) => context.GetHttpContext().Caller();

    private static string Conversation(string id) => ConversationFields.Id(id, "conversation_id");

    private static string Turn(string id) => ConversationFields.TurnId(id, "turn_id");

    private async Task SendAsync(string conversation, TurnRequest request, V1.TurnOptions? options, IServerStreamWriter<V1.TurnFrame> responses, ServerCallContext context)
    {
        using var writer = new TurnWriter(responses, context, options?.Accepts ?? [], writes, time);
        await writer.TellAsync(await turns.SendAsync(Caller(context), Conversation(conversation), request, writer.SignOfLifeAsync, context.CancellationToken));
    }

    private Task<T> CallAsync<T>(ServerCallContext context, string id, Func<IConversationGrain, Task<T>> call) => grains.CallAsync(Caller(context), id, call);
}
