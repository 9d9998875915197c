// Courses for programs, by the token of the order they were bought with.

import { Type } from 'typebox'
import { readChapter } from '../../app/catalogue/chapters.ts'
import { finishChapter, openCourse, readChapterFile } from '../../app/course/course-access.ts'
import { listChapters } from '../../db/chapters.ts'
import { listCoursesOfOrders } from '../../db/courses.ts'
import { Files, fileAnswer, filesData } from '../goods-file.ts'
import { courseData } from '../reply.ts'
import { ok, type Route, route } from '../route.ts'

const ofOrder = '/api/v1/user/courses/:order_number' as const
const one = `${ofOrder}/:product_id` as const
const caller = 'order-token' as const
const OrderParams = Type.Object({ order_number: Type.String({ maxLength: 64 }) })
const CourseParams = Type.Object({
  ...OrderParams.properties,
  product_id: Type.String({ maxLength: 64 }),
})
const ChapterParams = Type.Object({
  ...CourseParams.properties,
  chapter_id: Type.String({ maxLength: 64 }),
})
export const CourseReply = Type.Object({
  product_id: Type.String(),
  package_id: Type.String(),
  status: Type.Union(
    [Type.Literal('open'), Type.Literal('ended'), Type.Literal('revoked'), Type.Literal('closed')],
    { description: 'revoked: its money went back; closed: by the shop' },
  ),
  valid_until: Type.Union([Type.String(), Type.Null()], { description: 'null: for ever' }),
  chapters: Type.Integer(),
  chapters_read: Type.Integer(),
})
const refusals = ['unauthorized', 'course_not_found', 'course_closed', 'course_ended'] as const

const readerOf = ({ order_number }: Readonly<{ order_number: string }>) => ({
  orderNumbers: [order_number],
})

export const courseRoutes: readonly Route[] = [
  route({
    method: 'GET',
    path: ofOrder,
    summary: 'The courses of an order',
    caller,
    params: OrderParams,
    reply: Type.Object({ courses: Type.Array(CourseReply) }),
    errors: ['unauthorized'],
    async run({ app, params }) {
      const orders = readerOf(params).orderNumbers
      const courses = await listCoursesOfOrders(app.db, app.merchantId, orders, null)
      return ok('found', { courses: courses.map(courseData) })
    },
  }),
  route({
    method: 'GET',
    path: one,
    summary: 'A course of an order, with the titles of its chapters',
    caller,
    params: CourseParams,
    reply: Type.Object({
      course: CourseReply,
      chapters: Type.Array(
        Type.Object({ id: Type.String(), title: Type.String(), read: Type.Boolean() }),
      ),
    }),
    errors: refusals,
    async run({ app, params, lang }) {
      const course = await openCourse(app, readerOf(params), params.product_id)
      const chapters = await listChapters(app.db, app.merchantId, params.product_id)
      const told = chapters.map(({ chapterId, title }) => ({
        id: chapterId,
        title: title[lang],
        read: course.read.includes(chapterId),
      }))
      return ok('found', { course: courseData(course), chapters: told })
    },
  }),
  route({
    method: 'GET',
    path: `${one}/:chapter_id`,
    summary: 'A chapter of a course: its text, its video, its files',
    caller,
    params: ChapterParams,
    reply: Type.Object({
      id: Type.String(),
      title: Type.String(),
      text: Type.String({ description: 'Markdown' }),
      video: Type.Union([Type.String(), Type.Null()]),
      files: Files,
    }),
    errors: [...refusals, 'chapter_not_found'],
    async run({ app, params, lang }) {
      const { product_id: productId, chapter_id: chapterId } = params
      await openCourse(app, readerOf(params), productId)
      const { title, text, videoUrl, files } = await readChapter(app, { productId, chapterId })
      const told = { id: chapterId, title: title[lang], text, video: videoUrl }
      return ok('found', { ...told, files: filesData(files) })
    },
  }),
  route({
    method: 'POST',
    path: `${one}/:chapter_id/read`,
    summary: 'Remembers that a chapter is finished',
    caller,
    params: ChapterParams,
    reply: Type.Object({}),
    errors: [...refusals, 'chapter_not_found'],
    async run({ app, params }) {
      await finishChapter(app, readerOf(params), params.product_id, params.chapter_id)
      return ok('chapterRemembered', {})
    },
  }),
  route({
    method: 'GET',
    path: `${one}/files/:file_id`,
    summary: 'A file of a chapter of a course',
    caller,
    params: Type.Object({ ...CourseParams.properties, file_id: Type.String({ maxLength: 64 }) }),
    errors: ['unauthorized', 'file_not_found'],
    async run({ app, request, params }) {
      const { product_id: productId, file_id: fileId } = params
      return fileAnswer(request, await readChapterFile(app, readerOf(params), productId, fileId))
    },
  }),
]
