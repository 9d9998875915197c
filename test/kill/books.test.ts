// Reconciliation, with the shop killed around every write: see book-scenarios.ts.

import { killedWhere } from './aim.ts'
import { bookScenarios } from './book-scenarios.ts'

killedWhere(bookScenarios)
