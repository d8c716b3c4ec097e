using System.Globalization;
using Mesh.RouterEval.Classes;
using Mesh.RouterEval.Scoring;
using Mesh.RouterEval.Votes;

return args switch
{
    ["score", .. var options] when Text(options, "--train") is { } train => ScoreCommand.Run(train, Text(options, "--score") ?? train, Text(options, "--only"), Number(options, "--seed", ScoreCommand.Seed), !options.Contains("--no-changes")),
    ["speed", .. var options] when Text(options, "--data") is { } data => SpeedCommand.Run(data, Text(options, "--only")),
    ["tasks", .. var options] => BuiltInCommand.Run(float.Parse(Text(options, "--penalty") ?? "1", CultureInfo.InvariantCulture), Text(options, "--data")),
    ["classes", .. var options] when Text(options, "--data") is { } data => FewShotCommand.Run(data),
    ["votes", .. var options] when Text(options, "--data") is { } data && Text(options, "--out") is { } output => VotesCommand.Run(data, output, Text(options, "--score"), Text(options, "--without")?.Split(',') ?? [], Number(options, "--seed", ScoreCommand.Seed)),
    _ => Usage(),
};

static string? Text(string[] options, string name) => Array.IndexOf(options, name) is var at and >= 0 && at + 1 < options.Length ? options[at + 1] : null;

static int Number(string[] options, string name, int otherwise) => Text(options, name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

static int Usage()
{
    Console.Error.WriteLine("""
        usage: Mesh.RouterEval COMMAND
          score --train FOLDER [--score FOLDER] [--only NAME] [--seed N]
              the learned router beside its floors on every source below a folder; by cross-validation where both folders are one
          classes --data FOLDER
              each task with 200 questions or more as a new class of 20 examples, 5 seeds
          speed --data FOLDER [--only NAME]
              single predictions for prompts of 4 kB
          tasks [--penalty NUMBER] [--data FOLDER]
              the built-in task classes and complexities on lines that weren't learned from
          votes --data FOLDER --out FOLDER [--score FOLDER] [--without PREFIX,PREFIX] [--seed N]
              votes and cascades beside their floors on every table of recorded answers; chosen on the first folder where a second is scored
        """);
    return 2;
}
