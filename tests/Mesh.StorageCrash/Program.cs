using Mesh.Grains.Storage;
using Mesh.StorageCrash;

// Writes under several keys at once and says "key=value" once a value is acknowledged. A test kills it in between.
if (args is not [var folder, var what and ("counters" or "conversations")])
{
    Console.Error.WriteLine("usage: Mesh.StorageCrash <folder> counters|conversations");
    return 2;
}

await using var said = new Acknowledgements();
await using var store = new SqliteStore(folder);
await (what == "counters" ? new CounterWriter(store, said).RunAsync() : new ConversationWriter(store, said).RunAsync());
return 0;
