namespace Mesh.Strategies.Confidence.Checks;

/// <summary>What is checked of an answer without asking anybody; its number is its place among the values.</summary>
public enum AnswerCheck
{
    /// <summary>There is no text but white space. 0 or 1.</summary>
    Empty,

    /// <summary>The model says that it won't. 0 or 1.</summary>
    Refusal,

    /// <summary>The model says that it doesn't know or can't tell. 0 or 1.</summary>
    NotKnowing,

    /// <summary>Words of doubt, log(1 + n).</summary>
    Hedging,

    /// <summary>Words that take back what was said, log(1 + n).</summary>
    TurningBack,

    /// <summary>It was cut: by the vendor's word, or it ends in the middle. 0 or 1.</summary>
    Cut,

    /// <summary>Shorter than a third of what such a question's answer has at least: no words, or one line to a question that wants a way shown. 0 or 1.</summary>
    TooShort,

    /// <summary>Length in characters, log(1 + n).</summary>
    Length,

    /// <summary>log of (1 + length of the answer) / (1 + length of the question).</summary>
    LengthRatio,

    /// <summary>Lines with text, log(1 + n).</summary>
    Lines,

    /// <summary>Share of it that says again what was said.</summary>
    Repetition,

    /// <summary>It is in another language than the question. 0 or 1.</summary>
    OtherLanguage,

    /// <summary>It does not fit the schema that was asked for. 0 or 1.</summary>
    SchemaBroken,

    /// <summary>A number is asked for, and where the result is said there is none. 0 or 1.</summary>
    NoFinalNumber,

    /// <summary>How many are asked for, and the result is no whole number or a negative one. 0 or 1.</summary>
    OddCount,

    /// <summary>The result is a number of the question. 0 or 1.</summary>
    ResultIsGiven,

    /// <summary>The result is not the last sum's. 0 or 1.</summary>
    ResultIsNotDerived,

    /// <summary>The result stands after a mark made for it. 0 or 1.</summary>
    ResultIsMarked,

    /// <summary>The answer has sums. 0 or 1.</summary>
    HasSums,

    /// <summary>Sums, log(1 + n).</summary>
    Sums,

    /// <summary>A sum doesn't come out. 0 or 1.</summary>
    WrongSum,

    /// <summary>Share of the sums that don't come out.</summary>
    WrongSums,

    /// <summary>Share of the sums that come out only when rounded to a whole.</summary>
    RoundedSums,

    /// <summary>Share of the question's numbers that the answer never takes up.</summary>
    UnusedNumbers,

    /// <summary>Share of the operands that neither the question nor an earlier result explains.</summary>
    UnexplainedNumbers,

    /// <summary>Share of the results that nothing later takes up.</summary>
    DroppedResults,

    /// <summary>Share of the results that aren't whole.</summary>
    FractionalResults,

    /// <summary>Share of the results with three digits after the point or more.</summary>
    LongFractions,

    /// <summary>Share of the results below 0.</summary>
    NegativeResults,

    /// <summary>Different sums for each number of the question, log.</summary>
    SumsForNumbers,

    /// <summary>Letters that stand for unknowns: single ones beside signs, log(1 + n).</summary>
    Unknowns,

    /// <summary>Share of the question's telling words that the answer has too.</summary>
    WordsTakenUp,

    /// <summary>Share of the telling words of the question's last sentence that the answer's last line has too.</summary>
    AskedTakenUp,

    /// <summary>The question's length in characters, log(1 + n).</summary>
    QuestionLength,

    /// <summary>Numbers of the question, log(1 + n).</summary>
    QuestionNumbers,

    /// <summary>Sentences of the question, log(1 + n).</summary>
    QuestionSentences,

    /// <summary>Percentages and fractions of the question, log(1 + n).</summary>
    QuestionParts,

    /// <summary>Comparisons of the question (than, times, twice, less), log(1 + n).</summary>
    QuestionComparisons,

    /// <summary>Conditions and things asked for in the question (if, how many, how much), log(1 + n).</summary>
    QuestionConditions,

    /// <summary>How much larger the result is than the largest number of the question, as a difference of logs.</summary>
    ResultToLargest,

    /// <summary>How much larger the result is than the smallest number of the question, as a difference of logs.</summary>
    ResultToSmallest,

    /// <summary>The result's size, log(1 + n).</summary>
    ResultSize,

    /// <summary>The result is no whole number. 0 or 1.</summary>
    ResultIsFraction,

    /// <summary>How much larger the largest result of a sum is than the largest number of the question, as a difference of logs.</summary>
    LargestToLargest,

    /// <summary>How often the answer takes up a number of the question that stands before the one it took up last, log(1 + n).</summary>
    OutOfOrder,

    /// <summary>Signs of division, log(1 + n).</summary>
    Divisions,

    /// <summary>Signs of multiplication, log(1 + n).</summary>
    Products,

    /// <summary>Signs of subtraction and dashes, log(1 + n).</summary>
    Differences,

    /// <summary>Signs of addition, log(1 + n).</summary>
    Additions,

    /// <summary>Signs of equality, log(1 + n).</summary>
    Equalities,

    /// <summary>Text for each sum, as a difference of logs.</summary>
    TextOfSum,

    /// <summary>Operands of a sum on average.</summary>
    OperandsOfSum,

    /// <summary>Share of the sums that were written before.</summary>
    SumsAgain,

    /// <summary>Words that lead from step to step (so, then, since), log(1 + n).</summary>
    Connectives,
}
